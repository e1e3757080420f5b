using Catalog.Api.Errors;
using Npgsql;

namespace Catalog.Api.Database;

/// <summary>
/// Runs reads. After Postgres restarted, pooled connections are found broken one by one; a read may simply be asked again, so
/// it is, a few times within a moment. Writes never go through here.
/// </summary>
internal sealed class DatabaseReads(NpgsqlDataSource dataSource, TimeProvider time)
{
    private static readonly TimeSpan[] Delays = [TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)];

    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                return await read(connection, cancellationToken);
            }
            catch (Exception exception) when (attempt < Delays.Length && DatabaseFaults.IsBrokenConnection(exception))
            {
                await Task.Delay(Delays[attempt], time, cancellationToken);
            }
        }
    }
}
