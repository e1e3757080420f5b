using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>What a Redis server does for the protocol, each request in one step: the scripts, read aloud in C#.</summary>
internal sealed partial class SimulatedServer(Random random, Rules off)
{
    private const int LogLength = 6;
    private const int PageLength = 2;
    private static readonly TimeSpan FenceLifetime = TimeSpan.FromSeconds(30);

    private Dictionary<string, (long Tick, long Until)> _fences = [];
    private Dictionary<string, byte[]> _entries = [];
    private Dictionary<string, (string Holder, long Epoch)> _leases = [];
    private List<FeedEvent> _log = [];
    private DomainClock? _clock;
    private Position _position;
    private Rounds? _rounds;
    private int _clockRun;
    private int _run;

    /// <summary>Whether its runs can be told apart; where they cannot, only what a node knows tells that data was lost.</summary>
    public bool HasRun { get; init; } = true;

    /// <summary>What it shows.</summary>
    public DomainClock? Current => _clock;

    /// <summary>Microseconds; every opened epoch is above it.</summary>
    public long Time { get; set; } = 1_000_000_000;

    public event Action<FeedEvent>? Published;

    public (long[] Fences, DomainClock? Clock, byte[]? Entry) Read(string? key, string[] tags) =>
        ([.. tags.Select(FenceOf)], _clock, key is null ? null : _entries.GetValueOrDefault(key));

    public (DomainClock Clock, bool HasLease, ulong Position) Begin(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere)
    {
        // One of an epoch that is over is nobody's.
        var hasLease = lease is not null && !(unlessThere && _entries.ContainsKey(key)) && (!_leases.TryGetValue(key, out var held) || held.Holder == lease || held.Epoch < known.Epoch);
        if (hasLease)
            _leases[key] = (lease!, known.Epoch);
        var clock = Clock(known, raise: false);
        foreach (var tag in tags)
            Keep(tag, clock.Tick, lifetime);
        CheckLifetimes(tags, lifetime);
        return (clock, hasLease, _position.IsSure ? _position.Number : 0);
    }

    public void Store(string key, byte[] entry) => _entries[key] = off.HasFlag(Rules.FillTickFirst) && _clock is { } now ? Restamp(key, entry, now) : entry;

    public bool Release(string key, string lease) => Renew(key, lease) && _leases.Remove(key);

    /// <summary>Whether the lease is held: here it never expires, and is evicted instead.</summary>
    public bool Renew(string key, string lease) => _leases.TryGetValue(key, out var held) && held.Holder == lease;

    public InvalidationAnswer Invalidate(string[] tags, WriteClaim? claim, Knowledge known)
    {
        var before = Clock(known, raise: false);
        var clock = before with { Tick = before.Tick + 1 };
        var isOvertaken = claim is not null && !off.HasFlag(Rules.WriteClaim) && IsOvertaken(claim, tags, before);
        _clock = clock;
        foreach (var tag in tags)
            Move(tag, clock.Tick, claim?.Lifetime ?? default);
        foreach (var tag in claim?.OtherTags ?? [])
            if (!off.HasFlag(Rules.FenceRenewal) || !TryGetFence(tag, out _))
                Keep(tag, clock.Tick, claim!.Lifetime);
        if (claim is not null)
            CheckLifetimes([.. tags, .. claim.OtherTags], claim.Lifetime);
        Tell(new FeedEvent(clock.Epoch, clock.Tick, before.Tick, tags));
        return new InvalidationAnswer(clock, before.Tick, isOvertaken);
    }

    public SyncAnswer Sync(Knowledge known, bool raise)
    {
        var clock = Clock(known, raise, checkRun: true);
        var (begun, ended) = RoundsOf(clock);
        FeedEvent[] missed = clock.Epoch == known.Epoch ? [.. _log.Where(told => told.Tick > known.Tick).Select(Shown)] : [];
        return new SyncAnswer(clock, missed[..Math.Min(missed.Length, PageLength)], begun, ended, missed.Length > PageLength, HasRun);
    }

    /// <summary>Somebody who is not simulated fills the key.</summary>
    public void LeaseElsewhere(string key) => _leases.TryAdd(key, ("elsewhere", _clock?.Epoch ?? 0));

    public void Evict(string what, string name)
    {
        switch (what)
        {
            case "fence": _fences.Remove(name); break;
            case "entry": _entries.Remove(name); break;
            case "lease": _leases.Remove(name); break;
            case "log": _log = []; break;
            case "clock": _clock = null; break;
            case "rounds": _rounds = null; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
    }

    public void Flush()
    {
        _fences = [];
        _entries = [];
        _leases = [];
        _log = [];
        _clock = null;
        _rounds = null;
    }

    /// <summary>What a snapshot on disk, or a replica that lags, would have.</summary>
    public Action Remember()
    {
        var (fences, entries, leases, log, clock, run) =
            (new Dictionary<string, (long, long)>(_fences), new Dictionary<string, byte[]>(_entries), new Dictionary<string, (string, long)>(_leases), _log.ToList(), _clock, _clockRun);
        var (position, rounds) = (_position, _rounds);
        return () =>
        {
            _run++;
            (_fences, _entries, _leases, _log, _clock, _clockRun) = (new(fences), new(entries), new(leases), [.. log], clock, run);
            (_position, _rounds) = (position, rounds);
        };
    }

    private DomainClock Clock(Knowledge known, bool raise, bool checkRun = false)
    {
        if (_clock is { } shown && !raise)
        {
            if (off.HasFlag(Rules.EpochAfterLoss))
                return shown;
            var isEnough = shown.Epoch > known.Epoch || (shown.Epoch == known.Epoch && shown.Tick >= known.Tick) || off.HasFlag(Rules.EpochOrder);
            if (isEnough && (!checkRun || !HasRun || _clockRun == _run))
                return shown;
        }

        var epoch = off.HasFlag(Rules.EpochAfterLoss) ? 1
            : off.HasFlag(Rules.EpochOrder) ? random.NextInt64(1, 1_000_000)
            : new[] { Time, known.Epoch + 1, known.Tick + 1, (_clock?.Epoch ?? 0) + 1, (_clock?.Tick ?? 0) + 1 }.Max();
        _position = new Position(_clock is null ? 0 : _position.Number, off.HasFlag(Rules.PositionOfItsEpoch));
        _clock = new DomainClock(epoch, epoch);
        _clockRun = _run;
        _log = [];
        Published?.Invoke(new FeedEvent(epoch, epoch, 0, []));
        return _clock.Value;
    }

    private void Tell(FeedEvent told)
    {
        _log.Add(told);
        if (_log.Count > LogLength)
            _log.RemoveAt(0);
        Published?.Invoke(told);
    }

    private FeedEvent Shown(FeedEvent told) => off.HasFlag(Rules.LocalFences) ? told with { Tags = [] } : told;

    private long FenceOf(string tag) =>
        !TryGetFence(tag, out var fence) ? (off.HasFlag(Rules.MissingFence) ? 0 : Snapshot.Missing)
        : off.HasFlag(Rules.FenceCheck) ? 0
        : fence.Tick;

    private bool TryGetFence(string tag, out (long Tick, long Until) fence) => _fences.TryGetValue(tag, out fence) && fence.Until >= Time;

    private void Move(string tag, long tick, TimeSpan lifetime) => _fences[tag] = (tick, Time + LifetimeFor(lifetime));

    private void Keep(string tag, long tick, TimeSpan lifetime)
    {
        if (!TryGetFence(tag, out var fence) || fence.Tick > tick)
            Move(tag, tick, lifetime);
        else if (fence.Until - Time < LifetimeFor(lifetime) / 2)
            Move(tag, fence.Tick, lifetime);
    }

    // Who makes an entry now may take it that nothing it needs runs out before it.
    private void CheckLifetimes(string[] tags, TimeSpan lifetime)
    {
        if (Array.Find(tags, tag => _fences[tag].Until < Time + (long)lifetime.TotalMicroseconds) is { } early)
            throw new InvalidOperationException($"The fence of {early} ends before what needs it.");
    }

    private static long LifetimeFor(TimeSpan entry) => Math.Max((long)FenceLifetime.TotalMicroseconds, (long)entry.TotalMicroseconds * 2);

    private bool IsOvertaken(WriteClaim claim, string[] tags, DomainClock clock)
    {
        if (claim.Heard.Epoch != clock.Epoch)
            return true;
        var unheard = _log.Where(told => told.Tick > claim.Heard.Tick).ToArray();
        return unheard.Length != clock.Tick - claim.Heard.Tick
            || unheard.Any(told => told.Tags.Any(tag => tags.Contains(tag) || claim.OtherTags.Contains(tag)));
    }

    private static byte[] Restamp(string key, byte[] entry, DomainClock now)
    {
        EntryFormat.TryRead(entry, key, out var header);
        var names = EntryFormat.TagsOf(entry);
        var payload = EntryFormat.PayloadOf(entry).Span;
        var tags = new List<string>();
        while (EntryFormat.TryReadTag(ref names, out var name))
            tags.Add(System.Text.Encoding.UTF8.GetString(name));
        using var writer = new PooledWriter(entry.Length);
        EntryFormat.Begin(writer, [.. tags]);
        payload.CopyTo(writer.GetSpan(payload.Length));
        writer.Advance(payload.Length);
        EntryFormat.Finish(writer, key, header with { Fill = now }, int.MaxValue);
        return writer.Written.ToArray();
    }
}
