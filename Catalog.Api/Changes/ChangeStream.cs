using System.Text;
using Catalog.Api.Errors;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Changes;

/// <summary>Sends changes to one client as server-sent events, until it leaves or this server stops.</summary>
internal sealed class ChangeStream(ChangeHub hub, IOptions<ChangesOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string MediaType = "text/event-stream";
    public const string Product = "product";
    public const string Reload = "reload";

    private const string TooOld = "What happened since Last-Event-ID is not known any more.";
    private const string Missed = "Changes may have been missed.";
    private const string Many = "Many products changed at once.";

    /// <param name="response">Where to.</param>
    /// <param name="lastEventId">The last event that the client has; null when it begins.</param>
    /// <param name="products">The products that it asks for; none: all.</param>
    /// <param name="cancellationToken">The request's.</param>
    public async Task WriteAsync(HttpResponse response, string? lastEventId, IReadOnlySet<long> products, CancellationToken cancellationToken)
    {
        using var place = hub.Enter()
            ?? throw Problems.Unavailable($"This server sends changes to {options.Value.MaxListeners} clients already. Try again in a moment.");
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        // Reverse proxies hold events back otherwise.
        response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await hub.CatchUpAsync(end.Token);
            await FollowAsync(response, lastEventId, products, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // This server stops; the client comes back, to another one.
        }
    }

    private async Task FollowAsync(HttpResponse response, string? lastEventId, IReadOnlySet<long> products, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var known = lastEventId is null ? hub.Ring.Find(null) : ChangeId.Parse(lastEventId) is { } id ? hub.Ring.Find(id) : null;
        var cursor = known ?? hub.Ring.Find(null)!.Value;
        var reason = known is null ? TooOld : null;
        var isFirst = true;
        while (true)
        {
            var pulse = hub.Ring.Pulse;
            var entries = hub.Ring.Read(ref cursor, out var at);
            if (entries is null)
                reason = Missed;
            if (reason is not null)
                AppendReload(text, at, reason);
            foreach (var entry in entries ?? [])
                Append(text, entry, products);
            reason = null;
            // Who comes back before anything has happened has an id to come back with.
            if (isFirst)
                AppendId(text, at);
            isFirst = false;
            if (text.Length > 0)
                await FlushAsync(response, text, cancellationToken);
            if (!await IsPulsedAsync(pulse, cancellationToken))
                AppendId(text.Append(": still here\n"), at);
        }
    }

    private async Task<bool> IsPulsedAsync(Task pulse, CancellationToken cancellationToken)
    {
        try
        {
            await pulse.WaitAsync(options.Value.Heartbeat, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static void Append(StringBuilder text, ChangeEntry entry, IReadOnlySet<long> products)
    {
        if (entry.IsOfMany)
            AppendReload(text, entry.Id, Many);
        // JSON has no line ends unless asked for, so that one data line takes it.
        else if (products.Count == 0 || products.Contains(entry.ProductId!.Value))
            text.Append("event: ").Append(Product).Append("\nid: ").Append(entry.Id).Append("\ndata: ").Append(entry.Json).Append("\n\n");
    }

    private static void AppendReload(StringBuilder text, ChangeId id, string reason) =>
        text.Append("event: ").Append(Reload).Append("\nid: ").Append(id).Append("\ndata: {\"reason\":\"").Append(reason).Append("\"}\n\n");

    // No event: only the id that the client comes back with, so that what concerned others does not make it too old.
    private static void AppendId(StringBuilder text, ChangeId at) => text.Append("id: ").Append(at).Append("\n\n");

    private static async Task FlushAsync(HttpResponse response, StringBuilder text, CancellationToken cancellationToken)
    {
        await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
        text.Clear();
    }
}
