namespace AspireCache.Coherence.Internal.Storage;

/// <summary>Turns policies and stored times into the times of an entry. Wall clocks decide expiry only.</summary>
internal static class EntryClock
{
    /// <summary>The header's times for a value made now; jitter takes a little off, so that entries made together do not expire together.</summary>
    public static (long Created, long FreshUntil, long StaleUntil) Stamp(Runtime runtime, EntryPlan plan, bool isNull)
    {
        var now = runtime.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var lifetime = isNull ? plan.NullExpiration : plan.Expiration;
        var fresh = Math.Max(1, lifetime.TotalMilliseconds * (1 - (plan.Jitter * runtime.Chance())));
        return (now, now + (long)fresh, now + (long)Math.Max(fresh, plan.FailSafeMaxDuration.TotalMilliseconds));
    }

    /// <summary>The times in this process of an entry with such a header.</summary>
    public static EntryTimes TimesOf(Runtime runtime, in EntryHeader header, EntryPlan plan, long now)
    {
        var timestamp = runtime.Time.GetTimestamp();
        var lifetime = header.FreshUntil - header.Created;
        var fresh = header.FreshUntil - now;
        // Jittered as the lifetime was.
        var local = plan.LocalCacheExpiration.TotalMilliseconds * (plan.Expiration > TimeSpan.Zero ? Math.Min(1, lifetime / plan.Expiration.TotalMilliseconds) : 1);
        var refresh = plan.EagerRefreshThreshold > 0 ? At(header.Created + (lifetime * plan.EagerRefreshThreshold) - now) : long.MaxValue;
        return new EntryTimes(At(Math.Min(local, fresh)), refresh, At(fresh), At(header.StaleUntil - now));

        long At(double milliseconds) => timestamp + (long)(milliseconds * runtime.Time.TimestampFrequency / 1000);
    }
}

/// <summary>The times of a value in this process, as timestamps.</summary>
internal readonly record struct EntryTimes(long LocalUntil, long RefreshAt, long FreshUntil, long StaleUntil);
