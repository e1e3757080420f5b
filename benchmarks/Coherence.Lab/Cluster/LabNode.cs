using AspireCache.TestSupport.Faults;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>A node or a writer with its ways to the servers, each of which can be cut.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Process">Its process.</param>
/// <param name="Redis">Its way to Redis.</param>
/// <param name="Postgres">Its way to Postgres; null without a database.</param>
/// <param name="Standby">Its way to the standby; null without one.</param>
/// <param name="Journal">The file with what it saw.</param>
/// <param name="Skew">By how much its wall clock is wrong.</param>
internal sealed record LabNode(string Name, LabProcess Process, FaultProxy Redis, FaultProxy? Postgres, FaultProxy? Standby, string Journal, TimeSpan Skew) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Process.KillAsync();
        await Redis.DisposeAsync();
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        if (Standby is not null)
            await Standby.DisposeAsync();
    }
}
