using System.Net;
using System.Net.Sockets;
using AspireCache.TestSupport.Faults;

namespace AspireCache.ServiceDefaults.Tests.Faults;

/// <summary>The proxy that the fault tests rest on does what it says.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly EchoServer _server = new();
    private FaultProxy _proxy = null!;

    private CancellationToken Token => _deadline.Token;

    public ValueTask InitializeAsync()
    {
        _deadline.CancelAfter(TimeSpan.FromMinutes(1));
        _proxy = FaultProxy.Start(_server.Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _deadline.Dispose();
    }

    [Fact]
    public async Task Pass_Bytes_ArriveBothWays()
    {
        using var client = await ConnectAsync();

        Assert.Equal("hello", await EchoAsync(client, "hello"));
        Assert.Equal(1, _proxy.AcceptedConnections);
    }

    [Fact]
    public async Task Pass_TheClientEnds_TheServerSeesTheEndAndTheConnectionIsGone()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "hello");
        var stream = client.GetStream();

        client.Client.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token));
        await _server.EndedAsync(Token);
    }

    [Fact]
    public async Task Refuse_Connections_AreCutAndNewOnesRefusedUntilItPasses()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "hello");

        await _proxy.RefuseAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => EchoAsync(client, "more"));
        var refused = await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        _proxy.Pass();
        using var again = await ConnectAsync();
        Assert.Equal("again", await EchoAsync(again, "again"));
    }

    [Theory]
    [InlineData(Flow.Both, false)]
    [InlineData(Flow.Requests, false)]
    [InlineData(Flow.Answers, true)]
    public async Task Hang_Bytes_ArriveWhenItPassesAgain(Flow flow, bool reachesTheServer)
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "before");
        _proxy.Hang(flow);

        var hanging = EchoAsync(client, "during");
        if (reachesTheServer)
            await _server.ReceivedAsync("beforeduring", Token);
        Assert.False(hanging.IsCompleted);

        _proxy.Pass();
        Assert.Equal("during", await hanging);
    }

    [Fact]
    public async Task Hang_Connecting_Succeeds()
    {
        _proxy.Hang();

        using var client = await ConnectAsync();

        Assert.True(client.Connected);
    }

    [Fact]
    public async Task Lose_Bytes_NeverArriveAndTheConnectionIsResetAfterwards()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "before");
        _proxy.Lose(Flow.Answers);
        var lost = EchoAsync(client, "during");
        await _server.ReceivedAsync("beforeduring", Token);
        await _proxy.HasLostAsync(Token);

        _proxy.Pass();

        await Assert.ThrowsAnyAsync<IOException>(() => lost);
    }

    [Fact]
    public async Task Slow_Bytes_ArriveAtOnceWhenItPassesAgain()
    {
        using var client = await ConnectAsync();
        _proxy.Slow(TimeSpan.FromHours(1));
        var slow = EchoAsync(client, "slow");
        Assert.False(slow.IsCompleted);

        _proxy.Pass();

        Assert.Equal("slow", await slow);
    }

    [Fact]
    public async Task Reset_NewConnections_AreResetToo()
    {
        _proxy.Reset();

        // The reset may be there before the client has noticed that it is connected.
        var exception = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var client = await ConnectAsync();
            await EchoAsync(client, "hello");
        });
        Assert.IsType<SocketException>(exception.GetBaseException());
    }

    [Fact]
    public async Task Retarget_NewConnections_GoToTheOtherServer()
    {
        await using var other = new EchoServer();
        using var client = await ConnectAsync();
        await EchoAsync(client, "one");

        _proxy.Retarget(other.Port);

        await Assert.ThrowsAnyAsync<IOException>(() => EchoAsync(client, "more"));
        using var again = await ConnectAsync();
        Assert.Equal("two", await EchoAsync(again, "two"));
        await other.ReceivedAsync("two", Token);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Token);
        return client;
    }

    private async Task<string> EchoAsync(TcpClient client, string text)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), Token);
        var answer = new byte[text.Length];
        await stream.ReadExactlyAsync(answer, Token);
        return System.Text.Encoding.ASCII.GetString(answer);
    }
}
