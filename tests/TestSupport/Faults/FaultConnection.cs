using System.Net;
using System.Net.Sockets;

namespace AspireCache.TestSupport.Faults;

/// <summary>One client's connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class FaultConnection(FaultProxy proxy, Socket client, IPEndPoint target) : IDisposable
{
    private const int PieceSize = 16 * 1024;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _cut = new();
    private volatile bool _hasLost;

    /// <summary>Bytes are missing from it: it can never be right again.</summary>
    public bool HasLost => _hasLost;

    public async Task RunAsync(CancellationToken stop)
    {
        client.NoDelay = true;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, stop);
        try
        {
            if (proxy.Current.Kind is not FaultKind.Reset)
            {
                await _server.ConnectAsync(target, either.Token);
                await Task.WhenAll(
                    PumpAsync(client, _server, Flow.Requests, either.Token),
                    PumpAsync(_server, client, Flow.Answers, either.Token));
                Close(client, reset: false);
                Close(_server, reset: false);
                return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut, or one side broke: the other must see it break too.
        }

        Close(client, reset: true);
        Close(_server, reset: true);
    }

    public void Reset()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
        _cut.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, Flow direction, CancellationToken cancellationToken)
    {
        try
        {
            var piece = new byte[PieceSize];
            int length;
            while ((length = await from.ReceiveAsync(piece, cancellationToken)) > 0)
            {
                if (!await MayPassAsync(direction, cancellationToken))
                    continue;
                for (var sent = 0; sent < length;)
                    sent += await to.SendAsync(piece.AsMemory(sent, length - sent), cancellationToken);
            }

            // The end of the stream is late, and gets lost, as the bytes before it.
            if (await MayPassAsync(direction, cancellationToken))
                to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction cannot go on alone.
            await _cut.CancelAsync();
            throw;
        }
    }

    private async Task<bool> MayPassAsync(Flow direction, CancellationToken cancellationToken)
    {
        while (true)
        {
            var fault = proxy.Current;
            if (!fault.Concerns(direction))
                return true;

            switch (fault.Kind)
            {
                case FaultKind.Slow:
                    await Task.WhenAny(fault.Over, Task.Delay(fault.Delay, cancellationToken));
                    cancellationToken.ThrowIfCancellationRequested();
                    return true;
                case FaultKind.Hang:
                    await fault.Over.WaitAsync(cancellationToken);
                    continue;
                case FaultKind.Lose:
                    _hasLost = true;
                    fault.Strike();
                    return false;
                default:
                    return true;
            }
        }
    }

    private static void Close(Socket socket, bool reset)
    {
        // A linger time of zero makes the close a reset.
        if (reset)
            socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
