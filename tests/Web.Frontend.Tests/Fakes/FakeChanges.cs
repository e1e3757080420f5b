using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Web.Frontend.Tests.Fakes;

/// <summary>The stream of changes of one product at a time, as the test writes it.</summary>
internal sealed class FakeChanges
{
    private readonly ConcurrentDictionary<long, Channel<string>> _streams = new();

    /// <summary>When set, the stream is refused with it.</summary>
    public int? Refusal { get; set; }

    public void Map(IEndpointRouteBuilder api) => api.MapGet("/changes", async (HttpContext context) =>
    {
        if (Refusal is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync();
        await foreach (var text in Stream(long.Parse(context.Request.Query["product"]!, CultureInfo.InvariantCulture)).Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text));
            await context.Response.BodyWriter.FlushAsync();
        }
    });

    public void Write(long product, string text) => Stream(product).Writer.TryWrite(text);

    public void End(long product) => Stream(product).Writer.TryComplete();

    private Channel<string> Stream(long product) => _streams.GetOrAdd(product, _ => Channel.CreateUnbounded<string>());
}
