using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AspireCache.TestSupport.Faults;

/// <summary>
/// A TCP proxy on the loopback address that fails on demand. It stands between a client and a server of any protocol:
/// <list type="table">
/// <item><term><see cref="Pass"/></term><description>hands everything on, at once</description></item>
/// <item><term><see cref="RefuseAsync"/></term><description>nobody listens: connecting is refused, connections are cut</description></item>
/// <item><term><see cref="Hang"/></term><description>connecting succeeds, bytes stay on their way and arrive when it passes again; one way only: half-open</description></item>
/// <item><term><see cref="Lose"/></term><description>connecting succeeds, bytes are swallowed for good: a host that lost power, a firewall that forgot</description></item>
/// <item><term><see cref="Slow"/></term><description>every piece waits before it goes on</description></item>
/// <item><term><see cref="Reset"/></term><description>connections are reset, new ones as soon as they are made</description></item>
/// <item><term><see cref="CutConnections"/></term><description>once: every connection is reset; new ones pass</description></item>
/// <item><term><see cref="Retarget"/></term><description>the server is another one from now on: restarted, failed over</description></item>
/// </list>
/// The port stays the same all the while. All members may be called from any thread.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<FaultConnection, Task> _connections = new();
    private readonly SemaphoreSlim _listening = new(1);
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private volatile Fault _fault = new(FaultKind.Pass);
    private volatile IPEndPoint _target;
    private long _accepted;

    private FaultProxy(IPEndPoint target) => _target = target;

    /// <summary>The port on the loopback address.</summary>
    public int Port { get; private set; }

    /// <summary>The address as <c>host:port</c>, as StackExchange.Redis takes it.</summary>
    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>How many connections have been accepted since the start.</summary>
    public long AcceptedConnections => Interlocked.Read(ref _accepted);

    /// <summary>How many are open now.</summary>
    public int OpenConnections => _connections.Count;

    internal Fault Current => _fault;

    /// <summary>Starts a proxy that passes to a port of the loopback address.</summary>
    public static FaultProxy Start(int targetPort)
    {
        var proxy = new FaultProxy(new IPEndPoint(IPAddress.Loopback, targetPort));
        proxy.Listen();
        return proxy;
    }

    /// <summary>Everything goes through again; what hung arrives first. Connections that lost bytes are reset.</summary>
    public void Pass()
    {
        Change(new Fault(FaultKind.Pass));
        Listen();
        foreach (var connection in _connections.Keys.Where(connection => connection.HasLost))
            connection.Reset();
    }

    /// <summary>Stops listening and resets every connection.</summary>
    public async Task RefuseAsync()
    {
        await _listening.WaitAsync();
        try
        {
            _listener?.Dispose();
            _listener = null;
            await _accepting;
        }
        finally
        {
            _listening.Release();
        }

        CutConnections();
    }

    /// <summary>Holds bytes back until it passes again.</summary>
    public void Hang(Flow flow = Flow.Both) => Change(new Fault(FaultKind.Hang, flow));

    /// <summary>Swallows bytes.</summary>
    public void Lose(Flow flow = Flow.Both) => Change(new Fault(FaultKind.Lose, flow));

    /// <summary>Ends when bytes have been swallowed since the last <see cref="Lose"/>.</summary>
    public Task HasLostAsync(CancellationToken cancellationToken) => _fault.Struck.WaitAsync(cancellationToken);

    /// <summary>Lets every piece wait.</summary>
    public void Slow(TimeSpan delay, Flow flow = Flow.Both) => Change(new Fault(FaultKind.Slow, flow, delay));

    /// <summary>Resets every connection, and new ones as soon as they are made.</summary>
    public void Reset()
    {
        Change(new Fault(FaultKind.Reset));
        CutConnections();
    }

    /// <summary>Resets every connection, once.</summary>
    public void CutConnections()
    {
        foreach (var connection in _connections.Keys)
            connection.Reset();
    }

    /// <summary>Passes to another port from now on; connections to the old one are reset.</summary>
    public void Retarget(int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        CutConnections();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await RefuseAsync();
        _fault.End();
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
        _listening.Dispose();
    }

    private void Change(Fault fault)
    {
        var earlier = Interlocked.Exchange(ref _fault!, fault);
        earlier.End();
    }

    private void Listen()
    {
        _listening.Wait();
        try
        {
            if (_listener is not null || _stop.IsCancellationRequested)
                return;

            var listener = new TcpListener(IPAddress.Loopback, Port);
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            _listener = listener;
            _accepting = AcceptAsync(listener);
        }
        finally
        {
            _listening.Release();
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                var connection = new FaultConnection(this, client, _target);
                var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _connections[connection] = RunAsync(connection, start.Task);
                start.SetResult();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener was closed: refused, or the end.
        }
    }

    private async Task RunAsync(FaultConnection connection, Task start)
    {
        // Known before it runs: a connection that ends at once must not be left in the list.
        await start;
        await connection.RunAsync(_stop.Token);
        _connections.TryRemove(connection, out _);
        connection.Dispose();
    }
}
