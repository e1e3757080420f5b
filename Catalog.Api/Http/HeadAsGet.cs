namespace Catalog.Api.Http;

/// <summary>
/// Answers HEAD as GET without the body. It stands before routing, whose endpoints know GET only, so that caches and limits
/// treat both alike.
/// </summary>
internal sealed class HeadAsGet(RequestDelegate next)
{
    /// <summary>Whether the client asked for the headers only: an endless answer must then end at once.</summary>
    public static bool IsHead(HttpContext context) => context.Features.Get<Asked>() is not null;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Features.Set(new Asked());
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        await next(context);
    }

    private sealed class Asked;
}
