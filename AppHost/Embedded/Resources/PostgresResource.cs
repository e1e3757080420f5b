using System.Globalization;
using AspireCache.AppHost.Embedded.Reporting;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Postgres;

namespace AspireCache.AppHost.Embedded.Resources;

/// <summary>The stack's Postgres: started again when its process ends by itself; it then recovers what was committed.</summary>
internal sealed class PostgresResource : IAsyncDisposable
{
    public const string Name = "postgres";
    public const string Database = "catalogdb";

    private readonly CancellationTokenSource _stopping = new();
    private readonly IStackReporter _reporter;
    private readonly Task _supervision;

    private PostgresResource(EmbeddedPostgres server, IStackReporter reporter)
    {
        Server = server;
        _reporter = reporter;
        _supervision = SuperviseAsync(_stopping.Token);
    }

    public EmbeddedPostgres Server { get; }

    public static async Task<PostgresResource> StartAsync(EmbeddedPostgresOptions options, IStackReporter reporter, CancellationToken cancellationToken)
    {
        reporter.Changed(Name, ResourceState.Starting, "");
        var server = await EmbeddedPostgres.StartAsync(options, cancellationToken);
        reporter.Changed(Name, ResourceState.Ready, Describe(server));
        return new PostgresResource(server, reporter);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        await Server.DisposeAsync();
        _reporter.Changed(Name, ResourceState.Stopped, "");
        _stopping.Dispose();
    }

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        var backoff = new Backoff();
        try
        {
            while (true)
            {
                await Server.WaitForExitAsync(stopping);
                _reporter.Changed(Name, ResourceState.Restarting, "its process ended; it starts again and recovers what was committed");
                while (!await TryRestartAsync(stopping))
                    await Task.Delay(backoff.Next(), stopping);
                backoff.Reset();
                _reporter.Changed(Name, ResourceState.Ready, Describe(Server));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stack is being stopped.
        }
    }

    private async Task<bool> TryRestartAsync(CancellationToken stopping)
    {
        try
        {
            await Server.RestartAsync(stopping);
            return true;
        }
        catch (EmbeddedServerException e)
        {
            _reporter.Changed(Name, ResourceState.Failed, e.Message);
            return false;
        }
    }

    private static string Describe(EmbeddedPostgres server) =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}  (PostgreSQL {server.MajorVersion}, process {server.ProcessId}, log {server.LogFile})");
}
