using System.Runtime.InteropServices;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using Npgsql;

namespace AspireCache.Http.Peers;

/// <summary>A private Postgres with <c>wal_level=logical</c>, as the application has it without containers.</summary>
internal static class Database
{
    public static async Task RunAsync(string folder, string[] databases)
    {
        using var guard = new ProcessGuard();
        await using var postgres = await EmbeddedPostgres.StartAsync(new() { Folder = folder, Databases = databases, Durable = false, Guard = guard });
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

        // Moved into place: whoever sees the file sees all of it.
        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString());
        var unfinished = Path.Combine(folder, "connection.part");
        await File.WriteAllLinesAsync(unfinished,
        [
            $"PGHOST={connection.Host}", $"PGPORT={connection.Port}", $"PGUSER={connection.Username}", $"PGPASSWORD={connection.Password}",
        ]);
        File.Move(unfinished, Path.Combine(folder, "connection.env"), overwrite: true);
        await end.Task;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            end.TrySetResult();
        }
    }
}
