using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Errors;

/// <summary>Every problem (RFC 9457) that the API's own code reports.</summary>
internal static class Problems
{
    public const string CurrentVersion = "currentVersion";

    private static readonly (string, string) RetrySoon = (HeaderNames.RetryAfter, "2");

    public static ProblemException Invalid(FieldErrors errors, string detail = "The request has values that cannot be taken; see errors.") =>
        With(StatusCodes.Status400BadRequest, detail, ("errors", errors.ToDictionary()));

    public static ProblemException Invalid(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return Invalid(errors);
    }

    public static ProblemException BadRequest(string detail) => With(StatusCodes.Status400BadRequest, detail);

    public static ProblemException NotFound(string detail) => With(StatusCodes.Status404NotFound, detail);

    public static ProblemException Conflict(string detail) => With(StatusCodes.Status409Conflict, detail);

    public static ProblemException SkuTaken(string sku, long? takenBy)
    {
        var message = takenBy is null ? $"another product has the sku '{sku}'" : $"product {takenBy} has the sku '{sku}'";
        return With(StatusCodes.Status409Conflict, $"The sku must be unique: {message}. Change that product, or choose another sku.",
            ("errors", new Dictionary<string, string[]> { ["sku"] = [message] }), ("existingId", takenBy));
    }

    public static ProblemException PreconditionRequired(long? currentVersion) => With(StatusCodes.Status428PreconditionRequired,
        "Say which version you change: send If-Match with the ETag that reading the product gave you, so that nobody else's change is lost.",
        (CurrentVersion, currentVersion));

    public static ProblemException PreconditionFailed(long currentVersion) => With(StatusCodes.Status412PreconditionFailed,
        "The product was changed since you read it. Read it again, apply your change to it, and send the new ETag in If-Match.",
        (CurrentVersion, currentVersion));

    /// <param name="given">What was sent.</param>
    /// <param name="wanted">What would be taken.</param>
    /// <param name="header">The header to say it in, for programs.</param>
    public static ProblemException UnsupportedMediaType(string? given, string wanted, string? header = null) => WithHeader(
        StatusCodes.Status415UnsupportedMediaType,
        string.IsNullOrEmpty(given) ? $"Send the body with Content-Type: {wanted}." : $"The body's Content-Type is '{given}'; send {wanted}.",
        (header ?? HeaderNames.Accept, wanted));

    public static ProblemException TooLarge(long limit) => With(StatusCodes.Status413PayloadTooLarge,
        $"The body may have at most {limit:N0} bytes.");

    public static ProblemException IdempotencyKeyReused() => With(StatusCodes.Status422UnprocessableEntity,
        "This Idempotency-Key was used for another product within the last 24 hours. Use a new key for each product, and the same key only to repeat a request.");

    public static ProblemException Unavailable(string detail) =>
        WithHeader(StatusCodes.Status503ServiceUnavailable, detail, RetrySoon);

    /// <summary>Where the meaning of a status stands that the framework's own table does not have; null: it has it.</summary>
    public static string? TypeOf(int status) => status switch
    {
        StatusCodes.Status428PreconditionRequired => "https://tools.ietf.org/html/rfc6585#section-3",
        StatusCodes.Status429TooManyRequests => "https://tools.ietf.org/html/rfc6585#section-4",
        _ => null,
    };

    private static ProblemException With(int status, string detail, params ReadOnlySpan<(string Name, object? Value)> extensions) =>
        WithHeader(status, detail, null, extensions);

    private static ProblemException WithHeader(int status, string detail, (string, string)? header, params ReadOnlySpan<(string Name, object? Value)> extensions)
    {
        var problem = new ProblemDetails { Type = TypeOf(status), Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Detail = detail };
        foreach (var (name, value) in extensions)
        {
            if (value is not null)
                problem.Extensions[name] = value;
        }

        return new ProblemException(problem) { Header = header };
    }
}
