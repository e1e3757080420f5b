using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Tells of every socket once it is connected, before a byte goes over it; a tunnel that the application configured stays in use.
/// The client's own hook comes before the attempt, and a server that is down is tried again all the time.
/// </summary>
internal sealed class CountingTunnel(Tunnel? inner, Action<ConnectionType> connected) : Tunnel
{
    public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken) =>
        inner?.GetSocketConnectEndpointAsync(endpoint, cancellationToken) ?? base.GetSocketConnectEndpointAsync(endpoint, cancellationToken);

    public override ValueTask BeforeSocketConnectAsync(EndPoint endPoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken) =>
        inner?.BeforeSocketConnectAsync(endPoint, connectionType, socket, cancellationToken)
        ?? base.BeforeSocketConnectAsync(endPoint, connectionType, socket, cancellationToken);

    public override ValueTask<Stream?> BeforeAuthenticateAsync(EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        connected(connectionType);
        return inner?.BeforeAuthenticateAsync(endpoint, connectionType, socket, cancellationToken)
            ?? base.BeforeAuthenticateAsync(endpoint, connectionType, socket, cancellationToken);
    }
}
