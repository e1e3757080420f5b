using System.Globalization;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// Waits until new snapshots see transactions that the log has shown already. A commit is in the log a moment before other
/// sessions can see it, longer with synchronous replication: a fill that began after its event, and read the row as it was
/// before, would be taken for fresh.
/// </summary>
/// <param name="takeSnapshot">Takes a new snapshot, in the form <c>xmin:xmax:running,…</c>.</param>
/// <param name="time">Paces the questions.</param>
internal sealed class VisibilityGate(Func<CancellationToken, Task<string>> takeSnapshot, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public VisibilityGate(NpgsqlDataSource database, TimeProvider time)
        : this(cancellationToken => TakeSnapshotAsync(database, cancellationToken), time)
    {
    }

    public async ValueTask WaitAsync(IReadOnlyCollection<uint> transactions, CancellationToken cancellationToken)
    {
        if (transactions.Count == 0)
            return;
        while (true)
        {
            if (AreVisible(await takeSnapshot(cancellationToken).ConfigureAwait(false), transactions))
                return;
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a snapshot, in the form <c>xmin:xmax:running,…</c> of 64-bit ids, sees all of the transactions.</summary>
    internal static bool AreVisible(string snapshot, IReadOnlyCollection<uint> transactions)
    {
        var parts = snapshot.Split(':');
        var next = ulong.Parse(parts[1], CultureInfo.InvariantCulture);
        var running = new HashSet<ulong>(parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => ulong.Parse(id, CultureInfo.InvariantCulture)));
        return transactions.All(transaction => Widen(transaction, next) is var id && id < next && !running.Contains(id));
    }

    private static async Task<string> TakeSnapshotAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select pg_current_snapshot()::text");
        return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    // The log has the lower 32 bits of an id; it is the one nearest to the newest.
    private static ulong Widen(uint transaction, ulong near)
    {
        var distance = unchecked((int)(transaction - (uint)near));
        return unchecked(near + (ulong)distance);
    }
}
