using Catalog.Contracts.Imports;
using Npgsql;

namespace Catalog.Api.Imports;

/// <summary>What only the housekeeper asks.</summary>
internal sealed partial class ImportStore
{
    /// <summary>Imports being received, of whose receivers nothing was heard for a while.</summary>
    /// <param name="quiet">So long at least.</param>
    /// <param name="silent">After so long a receiver counts as dead.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<(Guid Id, bool IsSilent, bool IsCancelled)>> ListQuietReceiversAsync(
        TimeSpan quiet, TimeSpan silent, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            select id, heartbeat_at < now() - $2, cancel_requested from imports
            where state = 'receiving' and heartbeat_at < now() - $1
            """);
        command.Parameters.Add(new() { Value = quiet });
        command.Parameters.Add(new() { Value = silent });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(Guid, bool, bool)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((reader.GetGuid(0), reader.GetBoolean(1), reader.GetBoolean(2)));
        return found;
    }

    /// <summary>Ends an import whose receiver is gone; what it last reported stays.</summary>
    public async Task<bool> TryAbandonAsync(Guid id, ImportState state, string failure, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "update imports set state = $2, failure = $3, finished_at = now() where id = $1 and state = 'receiving'");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = Word(state) });
        command.Parameters.Add(new() { Value = failure });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Imports that changed the catalogue without the caches being told.</summary>
    public async Task<IReadOnlyList<Guid>> ListStaleCachesAsync(TimeSpan finishedFor, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select id from imports where caches_stale and finished_at < now() - $1");
        command.Parameters.Add(new() { Value = finishedFor });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }

    public async Task MarkCachesFreshAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("update imports set caches_stale = false where id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes imports that ended so long ago.</summary>
    public async Task<int> RemoveFinishedAsync(TimeSpan finishedFor, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from imports where finished_at < now() - $1");
        command.Parameters.Add(new() { Value = finishedFor });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
