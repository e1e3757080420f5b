using System.Net;
using System.Net.Sockets;
using AspireCache.AppHost.Setup;

namespace AspireCache.AppHost.Tests.Setup;

public sealed class PortReservationsTests
{
    [Fact]
    public void TakeUsual_SomebodyListens_IsNotTaken()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        using var ports = new PortReservations();

        Assert.Null(ports.TakeUsual(((IPEndPoint)stranger.LocalEndpoint).Port, "web-frontend"));
    }

    [Fact]
    public void TakeUsual_AnotherRunWillListen_IsNotTaken()
    {
        using var first = new PortReservations();
        using var second = new PortReservations();
        var port = first.TakeFree();

        Assert.Null(second.TakeUsual(port, "web-frontend"));
        first.Dispose();
        Assert.Equal(port, second.TakeUsual(port, "web-frontend"));
    }
}
