using System.Globalization;
using AspireCache.EmbeddedServers;

namespace AspireCache.AppHost.Setup;

/// <summary>
/// Loopback ports that something of this run listens on later. A free port can be taken between the look and the listener's start;
/// a locked file keeps other runs of this user from doing so, and the system frees it when this process ends.
/// </summary>
internal sealed class PortReservations : IDisposable
{
    private const int Attempts = 50;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"aspirecache-ports-{Environment.UserName}");

    // What Aspire's dashboard listens on, as launchSettings.json names it: pages, telemetry over gRPC and HTTP, and the host's own service.
    private static readonly (string Variable, string Name)[] DashboardUrls =
    [
        ("ASPNETCORE_URLS", "dashboard"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "telemetry"),
        ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "telemetry over HTTP"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "resource service"),
    ];

    private readonly List<FileStream> _locks = [];

    /// <summary>A port that nobody listens on.</summary>
    /// <exception cref="SetupException">None was found.</exception>
    public int TakeFree()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = LoopbackPort.FindFree();
            if (TryTake(port)) return port;
        }

        throw new SetupException("No free port was found on the loopback address.");
    }

    /// <summary>The usual port of something if it is free; else says so and returns null.</summary>
    public int? TakeUsual(int port, string name)
    {
        if (TryTake(port)) return port;
        Console.WriteLine($"Port {port} is taken, so {name} listens on another one this time: the dashboard shows which.");
        return null;
    }

    /// <summary>Gives the dashboard free ports in place of those that are taken.</summary>
    public void MoveDashboard()
    {
        foreach (var (variable, name) in DashboardUrls)
        {
            if (!Uri.TryCreate(Environment.GetEnvironmentVariable(variable), UriKind.Absolute, out var url) || !url.IsLoopback || TryTake(url.Port)) continue;
            var moved = new UriBuilder(url) { Port = TakeFree() }.Uri.GetLeftPart(UriPartial.Authority);
            Console.WriteLine($"Port {url.Port} is taken, so Aspire's {name} is at {moved} this time.");
            Environment.SetEnvironmentVariable(variable, moved);
        }
    }

    public void Dispose() => _locks.ForEach(held => held.Dispose());

    private bool TryTake(int port)
    {
        Directory.CreateDirectory(Folder);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return false;
        }

        if (LoopbackPort.IsFree(port))
        {
            _locks.Add(held);
            return true;
        }

        held.Dispose();
        return false;
    }
}
