using System.Collections.Concurrent;

namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>Lets each thing happen once a minute.</summary>
internal sealed class Rarely<TThing>(TimeProvider time)
    where TThing : notnull
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TThing, long> _last = new();

    /// <summary>True for one caller a minute. Things are few: none is forgotten.</summary>
    public bool IsDue(TThing thing)
    {
        var now = time.GetTimestamp();
        if (_last.TryAdd(thing, now))
            return true;
        var last = _last[thing];
        return time.GetElapsedTime(last, now) >= Quiet && _last.TryUpdate(thing, now, last);
    }
}
