using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// What surrounds a running factory: whose fill it is, and what its value may be made of. Scopes nest, as factories do that read
/// through the cache; what is true of an inner read is true of the outer value:
/// <list type="bullet">
/// <item>an inner read brings nothing that may be older than the outer fill tick: an entry in memory counts only if the node has
/// heard, or asked Redis for, every invalidation up to that tick;</item>
/// <item>nobody joins the outer fill for whom the inner value may be too old;</item>
/// <item>an inner value that was read behind a replica makes an outer one that is not kept;</item>
/// <item>an inner value that is sensitive makes an outer one that is;</item>
/// <item>an inner fill runs under the permit of the outer one.</item>
/// </list>
/// </summary>
internal sealed class FillScope
{
    private static readonly AsyncLocal<FillScope?> Ambient = new();

    private readonly FillScope? _outer;
    private readonly DomainClock _clock;
    private readonly ulong? _needed;
    private volatile bool _isBehind;
    private volatile bool _keepsNothing;
    private volatile bool _isSensitive;

    /// <summary>Made in the flow of whoever asked for the fill.</summary>
    /// <param name="flight">The fill.</param>
    /// <param name="clock">Its fill tick.</param>
    /// <param name="needed">Up to which commit its source has to be read, 0 where that is not known; null: commits are not followed.</param>
    public FillScope(Flight flight, DomainClock clock, ulong? needed)
    {
        Flight = flight;
        _outer = Current;
        _needed = needed;
        // Of a fill inside another the outer one is made: it must not be older than that one may be.
        _clock = Of(flight.Core) is { _clock: var outer } && outer.Epoch == clock.Epoch && outer.Tick > clock.Tick ? outer : clock;
    }

    /// <summary>That of the factory that runs now; null outside of one.</summary>
    public static FillScope? Current => Ambient.Value ?? Outside?.Invoke();

    /// <summary>Finds the scope of a fill that does not run in its factory's flow: a request that fills a whole answer.</summary>
    public static Func<FillScope?>? Outside { get; set; }

    public Flight Flight { get; }

    /// <summary>Whether somebody here or further out compares positions.</summary>
    public bool FollowsCommits => _needed is not null || _outer is { FollowsCommits: true };

    /// <summary>Whether a source was behind what is needed, or what is needed is not known.</summary>
    public bool IsBehind => _isBehind;

    /// <summary>Whether the value is for those who wait, and nobody after.</summary>
    public bool IsUnkept => _isBehind || _keepsNothing;

    /// <summary>Whether something that is sensitive was read, so that the value is too.</summary>
    public bool IsSensitive => _isSensitive;

    /// <summary>Whether the fill, or one that it runs in, has a permit to run without Redis.</summary>
    public bool HasPermit
    {
        get
        {
            for (var scope = Flight.Core.LendsPermits ? this : null; scope is not null; scope = scope._outer)
                if (scope.Flight.HasPermit && ReferenceEquals(scope.Flight.Core, Flight.Core))
                    return true;
            return false;
        }
    }

    /// <summary>The innermost scope of a fill of this cache's; a process may have several caches.</summary>
    public static FillScope? Of(CacheCore core)
    {
        var scope = Current;
        while (scope is not null && !ReferenceEquals(scope.Flight.Core, core))
            scope = scope._outer;
        return scope;
    }

    /// <summary>For the rest of the calling method and what it calls.</summary>
    public void Enter() => Ambient.Value = this;

    /// <summary>
    /// Whether what was valid at the tick may be served inside. Ask before looking at fences: every event up to the node's last tick
    /// has been applied.
    /// </summary>
    public bool Accepts(long tick)
    {
        var generation = Flight.Core.View.Current;
        return generation.Epoch != _clock.Epoch || tick >= _clock.Tick || generation.LastTick >= _clock.Tick || !Flight.Core.ChecksNesting;
    }

    /// <summary>As <see cref="Accepts"/>, for an entry in memory that is served next if it is.</summary>
    public bool Takes(LocalEntry entry)
    {
        var knownAt = Flight.Core.View.KnownAt;
        if (!Accepts(entry.Tick))
            return false;
        Flight.IsSureOnlyUpTo(knownAt);
        _isSensitive |= entry.IsSensitive;
        return true;
    }

    /// <summary>A source has everything up to this position.</summary>
    public void ReadsUpTo(ulong position)
    {
        for (var scope = this; scope is not null; scope = Flight.Core.ChecksNesting ? scope._outer : null)
            if (scope._needed is { } needed && (needed == 0 || position < needed))
                scope._isBehind = true;
    }

    /// <summary>The factory's value is not to be kept.</summary>
    public void KeepNothing() => _keepsNothing = true;

    /// <summary>The factory has got a value that is not kept, for its source was behind.</summary>
    public void TakesBehind() => _isBehind = true;

    /// <summary>The factory has got a value that is sensitive.</summary>
    public void TakesSensitive() => _isSensitive = true;
}
