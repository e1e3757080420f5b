using Catalog.Api.Errors;
using Npgsql;

namespace Catalog.Api.Database;

/// <summary>
/// Runs what may be done again when its connection turns out to be broken, as pooled ones are after Postgres restarted, or when
/// it lost a deadlock: a few times within a moment. Reads may; so may a transaction that has not come to its commit, since the server undoes it. From
/// the commit on, an outcome is unknown and is said so: <see cref="UnknownOutcomeException"/> is never tried again.
/// </summary>
internal sealed class DatabaseCalls(NpgsqlDataSource dataSource, DatabaseWatch watch, TimeProvider time)
{
    private static readonly TimeSpan[] Delays = [TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)];

    /// <summary>A read: nobody waits for it when the database hangs.</summary>
    /// <exception cref="DatabaseHungException">The database hangs.</exception>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        watch.RunAsync(() => RunAsync(call, cancellationToken), cancellationToken);

    /// <summary>A transaction: not begun while the database hangs, and seen to its end where it was.</summary>
    /// <exception cref="DatabaseHungException">The database hangs.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        watch.ThrowIfHung();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                return await call(connection, cancellationToken);
            }
            catch (Exception exception) when (attempt < Delays.Length && DatabaseFaults.LeftNothingBehind(exception))
            {
                await Task.Delay(Delays[attempt], time, cancellationToken);
            }
        }
    }
}
