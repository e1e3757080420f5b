using Microsoft.AspNetCore.Mvc;

namespace Catalog.Api.Errors;

/// <summary>Ends a request with a problem; see <see cref="Problems"/> for those there are.</summary>
internal sealed class ProblemException(ProblemDetails problem) : Exception(problem.Detail)
{
    public ProblemDetails Problem { get; } = problem;

    /// <summary>A header that the answer needs, such as <c>Retry-After</c>: those set before are gone by then.</summary>
    public (string Name, string Value)? Header { get; init; }
}
