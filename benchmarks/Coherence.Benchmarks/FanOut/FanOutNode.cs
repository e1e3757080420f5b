using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Benchmarks.FanOut;

/// <summary>
/// A node as Redis sees it: a connection that hears the channel, and a question for each round of the relay. It has the product's view
/// of the domain and no cache; what it asks goes over a connection that all of them share.
/// </summary>
internal sealed class FanOutNode(RedisDomain redis, FanOutEvents events, double lost, int seed) : IAsyncDisposable
{
    private static readonly TimeSpan BeforeQuestion = TimeSpan.FromMilliseconds(125);

    private readonly DomainView _view = new() { HasRelay = true };
    private readonly Random _random = new(seed);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _hearing = Task.CompletedTask;
    private long _reached;
    private int _isAsking;

    /// <summary>How old its knowledge can be.</summary>
    public TimeSpan Bound => _view.KnownAt == long.MinValue ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(_view.KnownAt);

    /// <summary>What it has heard so far.</summary>
    public long Heard { get; private set; }

    public async Task StartAsync(int port, string channel)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"SUBSCRIBE {channel}\r\n"));
        var reader = new StreamReader(new NetworkStream(_socket), Encoding.ASCII);
        // The answer: subscribe, the channel, and a number.
        for (var line = 0; line < 6; line++)
            await reader.ReadLineAsync();
        await AskAsync();
        _hearing = HearAsync(reader);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _hearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _one.WaitAsync();
        _one.Dispose();
        _stop.Dispose();
    }

    private async Task HearAsync(StreamReader reader)
    {
        var text = new char[64 * 1024];
        while (await reader.ReadLineAsync(_stop.Token) is not null)
        {
            // Three parts, each behind its length: message, the channel, and what was published.
            for (var line = 0; line < 4; line++)
                await reader.ReadLineAsync(_stop.Token);
            var length = int.Parse((await reader.ReadLineAsync(_stop.Token))!.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            if (text.Length < length)
                text = new char[length];
            await reader.ReadBlockAsync(text.AsMemory(0, length), _stop.Token);
            await reader.ReadLineAsync(_stop.Token);
            if (_random.NextDouble() >= lost && FeedEvent.Parse(new string(text, 0, length)) is { } heard)
                Hear(heard);
        }
    }

    private void Hear(FeedEvent heard)
    {
        Heard++;
        var outcome = _view.Apply(heard);
        Tell();
        if (outcome is FeedOutcome.Gap)
            _ = RepairAsync(Stopwatch.GetTimestamp());
        if (outcome is FeedOutcome.Round && Interlocked.Exchange(ref _isAsking, 1) == 0)
            _ = AskSoonAsync();
    }

    private async Task RepairAsync(long missedAt)
    {
        await AskAsync();
        events.Repaired(Stopwatch.GetElapsedTime(missedAt));
    }

    private async Task AskSoonAsync()
    {
        await Task.Delay(BeforeQuestion, TimeProvider.System);
        Interlocked.Exchange(ref _isAsking, 0);
        await AskAsync();
    }

    private async Task AskAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _one.WaitAsync();
        try
        {
            var askedAt = Stopwatch.GetTimestamp();
            _view.ApplySync(await redis.SyncAsync(_view.Known, raise: false), askedAt);
            Tell();
        }
        finally
        {
            _one.Release();
        }
    }

    private void Tell()
    {
        // What was before it came counts for nobody.
        Interlocked.CompareExchange(ref _reached, _view.Current.LastTick, 0);
        // Answers and events come on different threads.
        while (Interlocked.Read(ref _reached) is var reached && reached < _view.Current.LastTick)
            if (Interlocked.CompareExchange(ref _reached, reached + 1, reached) == reached)
                events.Reached(reached + 1);
    }
}
