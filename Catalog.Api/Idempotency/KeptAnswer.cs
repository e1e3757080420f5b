namespace Catalog.Api.Idempotency;

/// <summary>The answer that an idempotent request got, to be given again.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Location">Its Location.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Body">Its body, JSON.</param>
internal sealed record KeptAnswer(int Status, string? Location, string? ETag, byte[] Body) : IResult
{
    /// <summary>Tells the client that nothing was done this time.</summary>
    public const string Header = "Idempotency-Replayed";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.Location = Location;
        response.Headers.ETag = ETag;
        response.Headers[Header] = "true";
        response.ContentType = "application/json; charset=utf-8";
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
