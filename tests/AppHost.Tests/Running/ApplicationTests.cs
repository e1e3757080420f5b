using System.Net;
using System.Net.Sockets;
using AspireCache.AppHost.Setup;
using AspireCache.TestSupport;

namespace AspireCache.AppHost.Tests.Running;

/// <summary>The application as a process: what a person sees who starts it, and what is left when it has ended.</summary>
public sealed class ApplicationTests : IDisposable
{
    private const int UsualStorefrontPort = 5180;

    private static readonly string Assembly = typeof(HostSetup).Assembly.Location;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _otherFolder = new();
    private readonly TemporaryFolder _programs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _otherFolder.Dispose();
        _programs.Dispose();
    }

    [Fact]
    public async Task Start_TwiceBesideAStrangerAndAHangingRuntime_RunsBothAndLeavesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var stranger = Listen(UsualStorefrontPort);
        await using var first = Start(_folder, FakeRuntimes.Create(_programs, docker: "exec sleep 20"));
        await using var second = Start(_otherFolder, FakeRuntimes.Create(_programs));
        await first.WaitUntilReadyAsync(Cancellation);
        await second.WaitUntilReadyAsync(Cancellation);

        Uri[] addresses = [first.Storefront, first.Api, second.Storefront, second.Api];
        Assert.Equal(4, addresses.Distinct().Count());
        Assert.All(addresses, address => Assert.NotEqual(UsualStorefrontPort, address.Port));
        Assert.Contains($"Port {UsualStorefrontPort} is taken, so web-frontend listens on another one this time", first.Host.Output, StringComparison.Ordinal);
        foreach (var address in addresses) Assert.Equal("Healthy", await GetAsync(new Uri(address, "/health")));

        await using var third = Start(_folder);
        Assert.Equal(1, await third.Host.WaitForExitAsync(Cancellation));
        Assert.Contains("Another run holds the data folder", third.Host.Output, StringComparison.Ordinal);

        var processes = (await first.ProcessesAsync()).Concat(await second.ProcessesAsync()).ToList();
        await first.Host.InterruptAsync();
        await second.Host.SignalAsync("TERM");
        Assert.Equal(0, await first.Host.WaitForExitAsync(Cancellation));
        Assert.Equal(0, await second.Host.WaitForExitAsync(Cancellation));
        await ApplicationProcess.WaitForEndAsync(processes, Cancellation);
    }

    [Fact]
    public async Task Start_ContainersWithoutARuntime_SaysWhatToDo()
    {
        await using var host = Start(_folder, FakeRuntimes.Create(_programs), "--Servers=containers");

        Assert.Equal(1, await host.Host.WaitForExitAsync(Cancellation));
        Assert.Contains("No container runtime answers. Start Docker or Podman, or run the servers as processes of this machine: --Servers=local", host.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RuntimeThatOnlySaysItsVersion_SaysWhatToDo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The runtime's stand-in is a shell script.");
        await using var host = Start(_folder, FakeRuntimes.Create(_programs, podman: FakeRuntimes.OnlySaysItsVersion), "--Servers=containers");

        Assert.Equal(1, await host.Host.WaitForExitAsync(Cancellation));
        Assert.Contains("No container runtime answers.", host.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ImageThatCannotBeHad_SaysWhatToDo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The runtime's stand-in is a shell script.");
        await using var host = Start(_folder, FakeRuntimes.Create(_programs, podman: FakeRuntimes.HasNoImages), "--Servers=containers");

        Assert.Equal(1, await host.Host.WaitForExitAsync(Cancellation));
        Assert.Matches("The container of (cache|postgres) cannot be started: 'podman pull docker.io/library/(redis|postgres):[0-9.]+' may say why.", host.Host.Output);
        Assert.Contains("--Servers=local", host.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownRuntime_SaysWhatIsRight()
    {
        await using var host = Start(_folder, new() { [ContainerRuntime.Variable] = "magic" });

        Assert.Equal(1, await host.Host.WaitForExitAsync(Cancellation));
        Assert.Contains("ASPIRE_CONTAINER_RUNTIME is 'magic'. It takes docker or podman", host.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PostgresMissing_SaysWhatToDo()
    {
        await using var host = Start(_folder, null, "--Servers=local", "--Postgres=/nowhere/bin");

        Assert.Equal(1, await host.Host.WaitForExitAsync(Cancellation));
        Assert.Contains("'/nowhere/bin' has no working 'postgres'", host.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongOption_SaysWhatIsRightAndChangesNothing()
    {
        await using var host = Start(_folder, null, "--Servers=magic");

        Assert.Equal(1, await host.Host.WaitForExitAsync(Cancellation));
        Assert.Contains("--Servers takes 'containers' or 'local', not 'magic'.", host.Host.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Help_Asked_ExplainsEveryOption()
    {
        await using var host = HostProcess.Start(Assembly, "--help");

        Assert.Equal(0, await host.WaitForExitAsync(Cancellation));
        foreach (var option in (string[])["--Servers", "--Data", "--Fresh", "--SampleData", "--Replicas", "--Postgres"])
            Assert.Contains(option, host.Output, StringComparison.Ordinal);
    }

    private static ApplicationProcess Start(TemporaryFolder folder, Dictionary<string, string>? environment = null, params string[] arguments) =>
        ApplicationProcess.Start(Assembly, folder.Path, environment, ["--SampleData=false", .. arguments]);

    // Where somebody listens on it already, that is the stranger.
    private static TcpListener? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<string> GetAsync(Uri address)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(address, Cancellation);
    }
}
