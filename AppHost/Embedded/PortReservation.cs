using System.Globalization;
using AspireCache.EmbeddedServers;

namespace AspireCache.AppHost.Embedded;

/// <summary>
/// A loopback port that a service will listen on later. A free port can be taken between the look and the service's start;
/// a locked file keeps other stacks of this user from doing so, and the system frees it when this process ends.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private const int Attempts = 50;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"aspirecache-ports-{Environment.UserName}");

    private readonly FileStream _lock;

    private PortReservation(int port, FileStream heldLock)
    {
        Port = port;
        _lock = heldLock;
    }

    public int Port { get; }

    /// <summary>The explicit port, or else the preferred one if it is free, or else any that is.</summary>
    /// <exception cref="StackException">The explicit port is taken.</exception>
    public static PortReservation Take(int? explicitPort, int preferred, string option)
    {
        if (explicitPort is { } port)
            return TryTake(port)
                ?? throw new StackException($"Port {port} ({option}) is taken by another program. Stop it, choose another port, or leave {option} out to get a free one.");

        if (TryTake(preferred) is { } reserved) return reserved;
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (TryTake(LoopbackPort.FindFree()) is { } any)
                return any;
        throw new StackException($"No free port was found on the loopback address. Choose one with {option}.");
    }

    public void Dispose() => _lock.Dispose();

    private static PortReservation? TryTake(int port)
    {
        Directory.CreateDirectory(Folder);
        FileStream heldLock;
        try
        {
            heldLock = new FileStream(Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        if (LoopbackPort.IsFree(port)) return new PortReservation(port, heldLock);
        heldLock.Dispose();
        return null;
    }
}
