using System.Collections.Concurrent;
using System.Diagnostics;

namespace AspireCache.Coherence.Benchmarks.FanOut;

/// <summary>When each event was sent, and how long it took until the last node had applied it.</summary>
internal sealed class FanOutEvents(int nodes)
{
    private readonly ConcurrentDictionary<long, Sent> _sent = new();
    private readonly ConcurrentQueue<double> _toLast = new();
    private readonly ConcurrentQueue<double> _repairs = new();

    /// <summary>How many events some node has not applied yet.</summary>
    public int Open => _sent.Count;

    public double[] ToLast => [.. _toLast.Order()];

    public double[] Repairs => [.. _repairs.Order()];

    /// <summary>About to be sent: its tick is known, since there is one sender.</summary>
    public void Sending(long tick) => _sent[tick] = new Sent(Stopwatch.GetTimestamp(), nodes);

    /// <summary>A node has applied it.</summary>
    public void Reached(long tick)
    {
        if (!_sent.TryGetValue(tick, out var sent) || Interlocked.Decrement(ref sent.Left) > 0)
            return;
        _sent.TryRemove(tick, out _);
        _toLast.Enqueue(Stopwatch.GetElapsedTime(sent.At).TotalMilliseconds);
    }

    /// <summary>A node that missed something knows it now.</summary>
    public void Repaired(TimeSpan time) => _repairs.Enqueue(time.TotalMilliseconds);

    private sealed class Sent(long at, int nodes)
    {
        public int Left = nodes;

        public long At => at;
    }
}
