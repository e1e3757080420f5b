using System.Net;
using System.Net.Sockets;

namespace AspireCache.EmbeddedServers;

/// <summary>Ports on the loopback address.</summary>
public static class LoopbackPort
{
    /// <summary>A port that was free a moment ago. Somebody else may take it first: be ready to ask again.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether nobody listens on <paramref name="port"/>.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
