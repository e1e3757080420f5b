using Microsoft.AspNetCore.Mvc;

namespace Catalog.Api.Errors;

/// <summary>Ends a request with a problem; see <see cref="Problems"/> for those there are.</summary>
internal sealed class ProblemException(ProblemDetails problem) : Exception(problem.Detail)
{
    public ProblemDetails Problem { get; } = problem;

    /// <summary>Sent as <c>Retry-After</c>, where trying again can help.</summary>
    public int? RetryAfterSeconds { get; init; }
}
