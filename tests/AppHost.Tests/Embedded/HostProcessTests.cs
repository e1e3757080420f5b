using System.Net;
using System.Net.Sockets;
using AspireCache.AppHost.Embedded;
using AspireCache.TestSupport;

namespace AspireCache.AppHost.Tests.Embedded;

/// <summary>The host as a process: what a person sees who starts it, stops it or kills it.</summary>
public sealed class HostProcessTests : IDisposable
{
    private const string Ready = "AspireCache is ready";

    private static readonly string Assembly = typeof(EmbeddedStack).Assembly.Location;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Interrupt_RunningStack_EndsEveryProcessInOrder()
    {
        await using var host = Start();
        await host.WaitForAsync(Ready, Cancellation);

        await host.InterruptAsync();

        Assert.Equal(0, await host.WaitForExitAsync(Cancellation));
        Assert.Equal(3, host.ChildIds().Count);
        foreach (var child in host.ChildIds()) await HostProcess.WaitForEndAsync(child, Cancellation);
        string[] stopped = [.. host.Output.Split(Environment.NewLine).Where(l => l.Contains(" stopped", StringComparison.Ordinal)).Select(l => l.Split(' ')[0])];
        Assert.Equal(["web-frontend", "catalog-api", "cache", "postgres"], stopped);
        Assert.DoesNotContain("was killed", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_WhileStarting_EndsEveryProcess()
    {
        await using var host = Start();
        await host.WaitForAsync("cache          ready", Cancellation);

        await host.SignalAsync("TERM");

        Assert.Equal(0, await host.WaitForExitAsync(Cancellation));
        foreach (var child in host.ChildIds()) await HostProcess.WaitForEndAsync(child, Cancellation);
    }

    [Fact]
    public async Task Kill_RunningStack_LeavesNothingBehindAndStartsAgain()
    {
        await using (var killed = Start())
        {
            await killed.WaitForAsync(Ready, Cancellation);
            await killed.SignalAsync("KILL");
            await killed.WaitForExitAsync(Cancellation);
            foreach (var child in killed.ChildIds()) await HostProcess.WaitForEndAsync(child, Cancellation);
            Assert.Contains("The host was killed.", killed.Output, StringComparison.Ordinal);
            Assert.Contains("Start again with: dotnet run --project AppHost", killed.Output, StringComparison.Ordinal);
        }

        await using var again = Start();
        await again.WaitForAsync(Ready, Cancellation);
        await again.InterruptAsync();
        Assert.Equal(0, await again.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task Start_FolderOfARunningStack_SaysSo()
    {
        await using var first = Start();
        await first.WaitForAsync(Ready, Cancellation);

        await using var second = Start();

        Assert.Equal(1, await second.WaitForExitAsync(Cancellation));
        Assert.Contains("Another run holds the data folder", second.Output, StringComparison.Ordinal);
        await first.InterruptAsync();
        await first.WaitForExitAsync(Cancellation);
    }

    [Fact]
    public async Task Start_PostgresMissing_SaysWhatToDo()
    {
        await using var host = Start("--postgres", "/nowhere/bin");

        Assert.Equal(1, await host.WaitForExitAsync(Cancellation));
        Assert.Contains("'/nowhere/bin' has no working 'postgres'", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortTaken_SaysWhichAndWhatToDo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using var host = Start("--web-port", $"{port}");

        Assert.Equal(1, await host.WaitForExitAsync(Cancellation));
        Assert.Contains($"Port {port} (--web-port) is taken by another program.", host.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--replicas", "0", "--replicas takes a number from 1 to 9, not 0.")]
    [InlineData("--replicas", "many", "many")]
    [InlineData("--api-port", "65536", "--api-port takes a port from 1 to 65535, not 65536.")]
    [InlineData("--colour", "blue", "--colour")]
    public async Task Start_WrongOption_NamesItAndChangesNothing(string option, string value, string said)
    {
        await using var host = Start(option, value);

        Assert.NotEqual(0, await host.WaitForExitAsync(Cancellation));
        Assert.Contains(said, host.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Help_Asked_ExplainsEveryOption()
    {
        await using var host = HostProcess.Start(Assembly, "--help");

        Assert.Equal(0, await host.WaitForExitAsync(Cancellation));
        foreach (var option in (string[])["--web-port", "--api-port", "--postgres-port", "--redis-port", "--data", "--fresh", "--no-sample-data", "--replicas", "--postgres"])
            Assert.Contains(option, host.Output, StringComparison.Ordinal);
    }

    private HostProcess Start(params string[] arguments) => HostProcess.Start(Assembly, ["--data", _folder.Path, "--no-sample-data", .. arguments]);
}
