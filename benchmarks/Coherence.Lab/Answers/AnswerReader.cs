using System.Globalization;
using AspireCache.Coherence.Lab.Nodes;

namespace AspireCache.Coherence.Lab.Answers;

/// <summary>A client of a node's <see cref="AnswerSite"/>, with connections of its own.</summary>
internal sealed class AnswerReader(string address) : IRowReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address), Timeout = Patience };

    public async ValueTask<(long Version, bool IsMarked)> ReadAsync(int key)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(AnswerSite.PathOf(key), UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            var version = long.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
            var isMarked = answer.Headers.TryGetValues("Cache-Status", out var status) && status.Any(static text => text.Contains("detail=stale-", StringComparison.Ordinal));
            return (version, isMarked);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public void Dispose() => _http.Dispose();
}
