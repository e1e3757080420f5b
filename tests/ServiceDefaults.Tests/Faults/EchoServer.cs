using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireCache.ServiceDefaults.Tests.Faults;

/// <summary>Sends back what it gets, and remembers it.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _received = new();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EchoServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Task EndedAsync(CancellationToken cancellationToken) => _ended.Task.WaitAsync(cancellationToken);

    public async Task ReceivedAsync(string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_received.ToString() == text)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
                clients.Add(EchoAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task EchoAsync(Socket client)
    {
        using (client)
        {
            try
            {
                var piece = new byte[1024];
                int length;
                while ((length = await client.ReceiveAsync(piece, _stop.Token)) > 0)
                {
                    lock (_lock)
                    {
                        _received.Append(Encoding.ASCII.GetString(piece, 0, length));
                        _changed.SetResult();
                        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    }

                    await client.SendAsync(piece.AsMemory(0, length), _stop.Token);
                }

                _ended.TrySetResult();
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // Cut, or the end.
            }
        }
    }
}
