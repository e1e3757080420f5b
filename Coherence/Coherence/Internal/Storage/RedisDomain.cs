using System.Text;
using AspireCache.Coherence.Internal.Invalidation;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>The protocol's requests on a Redis server, a cluster, Valkey or Garnet, through StackExchange.Redis.</summary>
internal sealed class RedisDomain : IRedisDomain
{
    /// <summary>A page of missed events: a script that reads it keeps the server's other clients waiting for a millisecond or two.</summary>
    private const int PageBytes = 256 * 1024;
    private const int SyncHead = 6;
    private const int FillHeld = 1;
    private const int FillEntry = 2;
    private const int FillHead = 3;

    private readonly RedisConnection _connection;
    private readonly RedisKey _clock;
    private readonly RedisKey _log;
    private readonly RedisKey _rounds;
    private readonly string _events;
    private readonly RedisKey _fences;
    private readonly RedisKey _entries;
    private readonly RedisKey _leases;
    private readonly long _fenceLifetime;
    private readonly long _leaseTime;
    private readonly int _logLength;
    private volatile bool _hasSlots;
    private volatile string? _channel;

    public RedisDomain(RedisConnection connection, CoherenceOptions options)
    {
        _connection = connection;
        var name = options.Domain;
        _clock = $"{{{name}}}:clock";
        _log = $"{{{name}}}:log";
        _rounds = $"{{{name}}}:rounds";
        _events = $"{{{name}}}:events";
        // As bytes: what comes after is written behind them, without a string of both.
        _fences = Encoding.UTF8.GetBytes($"{{{name}}}:fence:");
        _entries = Encoding.UTF8.GetBytes($"{name}:v:");
        _leases = Encoding.UTF8.GetBytes($"{name}:lease:");
        _fenceLifetime = (long)options.FenceLifetime.TotalMilliseconds;
        _leaseTime = (long)options.LeaseDuration.TotalMilliseconds;
        _logLength = options.LogLength;
    }

    public long Connection => _connection.Number;

    public async ValueTask<Snapshot> ReadAsync(string key, string[] tags)
    {
        var database = await _connection.DatabaseAsync().ConfigureAwait(false);
        if (!_hasSlots)
        {
            try
            {
                return ToSnapshot(await GetAsync(database, ClockAndFences(tags, EntryOf(key))).ConfigureAwait(false), tags.Length);
            }
            catch (Exception e) when (IsOfSlots(e))
            {
                _hasSlots = true;
            }
        }

        // On a cluster the entry is elsewhere. Asked for at the same time: it is judged, and validated, at the tick of the fences.
        var fences = GetAsync(database, ClockAndFences(tags, null));
        var entry = GetAsync(database, [EntryOf(key)]);
        try
        {
            await fences.ConfigureAwait(false);
        }
        catch
        {
            Forget(entry);
            throw;
        }

        return ToSnapshot([.. await fences.ConfigureAwait(false), .. await entry.ConfigureAwait(false)], tags.Length);
    }

    public async ValueTask<Snapshot> ReadFencesAsync(string[] tags)
    {
        var database = await _connection.DatabaseAsync().ConfigureAwait(false);
        return ToSnapshot(await GetAsync(database, ClockAndFences(tags, null)).ConfigureAwait(false), tags.Length);
    }

    public async ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere)
    {
        var database = await _connection.DatabaseAsync().ConfigureAwait(false);
        if (!_hasSlots)
        {
            try
            {
                var answer = await RunAsync(Script.BeginFill, lease is null ? Keys(database, tags, EntryOf(key)) : Keys(database, tags, EntryOf(key), LeaseOf(key)), lease).ConfigureAwait(false);
                return ToStart(answer, (RedisValue)answer[FillEntry], (long)answer[FillHeld] != 0, tags.Length);
            }
            catch (Exception e) when (IsOfSlots(e))
            {
                _hasSlots = true;
            }
        }

        // The lease and the entry may be on two servers: then it is not known yet whether it is needed.
        var leased = lease is null || unlessThere ? null : AskForLeaseAsync(database, key, lease, known, isRenewal: false);
        var begun = RunAsync(Script.BeginFill, Keys(database, tags), null);
        var entry = GetAsync(database, [EntryOf(key)]);
        try
        {
            var hasLease = leased is not null && await leased.ConfigureAwait(false);
            var answer = await begun.ConfigureAwait(false);
            return ToStart(answer, (await entry.ConfigureAwait(false))[0], hasLease, tags.Length);
        }
        catch
        {
            Forget(entry);
            Forget(begun);
            throw;
        }

        async Task<RedisResult[]> RunAsync(Script script, RedisKey[] keys, string? token)
        {
            var fences = FenceLifetimeFor(lifetime);
            RedisValue[] arguments = token is null
                ? [known.Epoch, known.Tick, 0, fences, tags.Length]
                : [known.Epoch, known.Tick, 0, fences, tags.Length, token, _leaseTime, unlessThere ? 1 : 0];
            return (RedisResult[])(await script.RunAsync(database, keys, arguments).ConfigureAwait(false))!;
        }
    }

    public async ValueTask<bool> RenewAsync(string key, string lease, Knowledge known) =>
        await AskForLeaseAsync(await _connection.DatabaseAsync().ConfigureAwait(false), key, lease, known, isRenewal: true).ConfigureAwait(false);

    public async ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive)
    {
        var database = await _connection.DatabaseAsync().ConfigureAwait(false);
        var stored = database.StringSetAsync(EntryOf(key), entry, lifetime);
        // On a cluster the lease may be on another server, which must not return it before the entry is there.
        if (lease is null || _hasSlots)
            await stored.ConfigureAwait(false);
        if (lease is null)
            return true;
        var released = ReleaseAsync(database, key, lease);
        try
        {
            await stored.ConfigureAwait(false);
        }
        catch
        {
            Forget(released);
            throw;
        }

        return await released.ConfigureAwait(false);
    }

    public async ValueTask<bool> ReleaseAsync(string key, string lease) =>
        await ReleaseAsync(await _connection.DatabaseAsync().ConfigureAwait(false), key, lease).ConfigureAwait(false);

    public async ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known)
    {
        var database = await _connection.DatabaseAsync().ConfigureAwait(false);
        string[] fences = claim is null ? tags : [.. tags, .. claim.OtherTags];
        RedisValue[] arguments = [known.Epoch, known.Tick, 0, FenceLifetimeFor(claim?.Lifetime ?? default), tags.Length, _logLength, string.Join('\n', tags)];
        if (claim is not null)
            arguments = [.. arguments, claim.Heard.Epoch, claim.Heard.Tick, .. fences.Select(fence => (RedisValue)fence)];
        var answer = (RedisResult[])(await Script.Invalidate.RunAsync(database, Keys(database, fences), arguments).ConfigureAwait(false))!;
        return new InvalidationAnswer(ToClock(answer), (long)answer[2], (long)answer[3] != 0);
    }

    public async ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise)
    {
        var answer = await RunAsync(Script.Sync, [_rounds], known, raise, [PageBytes]).ConfigureAwait(false);
        var events = new List<FeedEvent>(answer.Length - SyncHead);
        foreach (var text in answer.AsSpan(SyncHead))
            if (FeedEvent.Parse((string?)text) is { } missed)
                events.Add(missed);
        return new SyncAnswer(ToClock(answer), [.. events], (long)answer[2], (long)answer[3], (long)answer[4] != 0, (long)answer[5] == 0);
    }

    public async ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known)
    {
        var answer = await RunAsync(
            Script.Commit, [.. tags.Where(static tag => !TagNames.IsTransaction(tag)).Select(FenceOf)], known, false, [_fenceLifetime, _logLength, string.Join('\n', tags), position]).ConfigureAwait(false);
        return new InvalidationAnswer(ToClock(answer), (long)answer[2]);
    }

    public async ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known) =>
        ToClock(await RunAsync(Script.TakeOver, [_rounds], known, false, [source, position, end]).ConfigureAwait(false));

    public async ValueTask<RelayRound> BeginRoundAsync(Knowledge known)
    {
        var answer = await RunAsync(Script.BeginRound, [_rounds], known, false, []).ConfigureAwait(false);
        return new RelayRound(ToClock(answer), (long)answer[2]);
    }

    public async ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known) =>
        (long)(await RunAsync(
            Script.EndRound, [_rounds], known, false, [round.Clock.Epoch, round.Number, position]).ConfigureAwait(false))[0] == 1;

    public void Listen(Action<FeedEvent> heard, Action missed) => _connection.Listen(ChannelOf, heard, missed);

    private async Task<bool> AskForLeaseAsync(IDatabase database, string key, string lease, Knowledge known, bool isRenewal) =>
        (bool)await Script.Lease.RunAsync(database, [LeaseOf(key)], [known.Epoch, lease, _leaseTime, isRenewal ? 1 : 0]).ConfigureAwait(false);

    private async Task<bool> ReleaseAsync(IDatabase database, string key, string lease) =>
        (bool)await Script.Release.RunAsync(database, [LeaseOf(key)], [lease]).ConfigureAwait(false);

    // Never of a replica, as the client would where the primary is gone: it may not have heard of the last invalidations. And
    // never GET, which fails at every call where somebody put a value of another type: to MGET it is not there, and it is overwritten.
    private static Task<RedisValue[]> GetAsync(IDatabase database, RedisKey[] keys) => database.StringGetAsync(keys, CommandFlags.DemandMaster);

    private async ValueTask<RedisResult[]> RunAsync(Script script, RedisKey[] keys, Knowledge known, bool raise, RedisValue[] arguments)
    {
        var database = await _connection.DatabaseAsync().ConfigureAwait(false);
        return (RedisResult[])(await script.RunAsync(
            database, Keys(database, [], keys), [known.Epoch, known.Tick, raise ? 1 : 0, .. arguments]).ConfigureAwait(false))!;
    }

    private static DomainClock ToClock(RedisResult[] answer) => new((long)answer[0], (long)answer[1]);

    private static Snapshot ToSnapshot(RedisValue[] values, int tags)
    {
        var fences = new long[tags];
        for (var i = 0; i < fences.Length; i++)
            // A value that is not there parses too: as 0, older than everything.
            fences[i] = !values[i + 1].IsNull && values[i + 1].TryParse(out long fence) ? fence : Snapshot.Missing;
        DomainClock? clock = DomainClock.TryParse((string?)values[0], out var shown, out _) ? shown : null;
        return new Snapshot(clock, fences, values.Length > tags + 1 ? ToBytes(values[^1]) : null);
    }

    private static FillStart ToStart(RedisResult[] answer, RedisValue entry, bool hasLease, int tags)
    {
        var fences = new long[tags];
        for (var i = 0; i < fences.Length; i++)
            fences[i] = (long)answer[i + FillHead];
        return new FillStart(new Snapshot(DomainClock.TryParse((string?)answer[0], out var clock, out var position) ? clock : null, fences, ToBytes(entry)), hasLease, position);
    }

    private static WholeBytes? ToBytes(RedisValue stored) => stored.IsNull ? null : new WholeBytes(stored);

    // What the client says of a cluster, and what a server says of which the client does not know yet that it is one.
    private static bool IsOfSlots(Exception exception) =>
        exception is RedisCommandException || (exception is RedisServerException && exception.Message.StartsWith("CROSSSLOT", StringComparison.Ordinal));

    // An answer that nobody waits for any more: its failure is known from the other one.
    private static void Forget(Task task) =>
        task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    // Channels are common to all databases of a server: in each a domain has its own order of events.
    private string ChannelOf(IDatabase database) => _channel ??= database.Database > 0 ? $"{_events}:{database.Database}" : _events;

    // Half of it is left to a fence when an entry is made.
    private long FenceLifetimeFor(TimeSpan entry) => Math.Max(_fenceLifetime, (long)entry.TotalMilliseconds * 2);

    private RedisKey FenceOf(string tag) => _fences.Append(tag);

    private RedisKey EntryOf(string key) => _entries.Append(key);

    private RedisKey LeaseOf(string key) => _leases.Append(key);

    private RedisKey[] ClockAndFences(string[] tags, RedisKey? entry)
    {
        var keys = new RedisKey[tags.Length + (entry is null ? 1 : 2)];
        keys[0] = _clock;
        for (var i = 0; i < tags.Length; i++)
            keys[i + 1] = FenceOf(tags[i]);
        if (entry is { } last)
            keys[^1] = last;
        return keys;
    }

    private RedisKey[] Keys(IDatabase database, string[] tags, params ReadOnlySpan<RedisKey> others)
    {
        var keys = new RedisKey[tags.Length + others.Length + 3];
        keys[0] = _clock;
        keys[1] = _log;
        keys[2] = ChannelOf(database);
        for (var i = 0; i < tags.Length; i++)
            keys[i + 3] = FenceOf(tags[i]);
        others.CopyTo(keys.AsSpan(tags.Length + 3));
        return keys;
    }
}
