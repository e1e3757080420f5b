using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Changes;

namespace Catalog.Api.Tests.Changes;

/// <summary>Follows changes as a client does.</summary>
internal sealed class ChangeListener : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private ChangeListener(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _stream = stream;
        _parser = SseParser.Create(stream);
        _events = _parser.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
    }

    public string LastEventId => _parser.LastEventId;

    /// <summary>Begins to follow, or comes back after an event.</summary>
    public static async Task<ChangeListener> StartAsync(CatalogApi api, string query = "", string? lastEventId = null)
    {
        var response = await SendAsync(api, query, lastEventId);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new ChangeListener(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<HttpResponseMessage> SendAsync(CatalogApi api, string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes" + query);
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return await api.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<ProductChange> ProductAsync()
    {
        var next = await NextAsync();
        Assert.Equal("product", next.EventType);
        return JsonSerializer.Deserialize<ProductChange>(next.Data, CatalogJson.Options)!;
    }

    public async Task<string> ReloadAsync()
    {
        var next = await NextAsync();
        Assert.Equal("reload", next.EventType);
        return JsonDocument.Parse(next.Data).RootElement.GetProperty("reason").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        await _stream.DisposeAsync();
    }

    private async Task<SseItem<string>> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync(), "The stream ended.");
        return _events.Current;
    }
}
