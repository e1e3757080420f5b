namespace Web.Frontend.Endpoints;

/// <summary>Answers HEAD for pages, whose endpoints know GET and POST only: link checkers and monitors ask that way.</summary>
internal static class HeadRequests
{
    /// <summary>Call it before routing.</summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        await next(context);
    });
}
