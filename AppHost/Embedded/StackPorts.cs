using AspireCache.EmbeddedServers;

namespace AspireCache.AppHost.Embedded;

/// <summary>The ports that a stack's services listen on.</summary>
internal static class StackPorts
{
    /// <summary>The storefront's, where it is free.</summary>
    public const int Web = 5180;

    /// <summary>The first API replica's, where it is free.</summary>
    public const int Api = 5190;

    /// <summary>The explicit port, or else the preferred one if it is free, or else any that is.</summary>
    /// <exception cref="StackException">The explicit port is taken.</exception>
    public static int Choose(int? explicitPort, int preferred, string option)
    {
        if (explicitPort is not { } port) return LoopbackPort.IsFree(preferred) ? preferred : LoopbackPort.FindFree();
        return LoopbackPort.IsFree(port)
            ? port
            : throw new StackException($"Port {port} ({option}) is taken by another program. Stop it, choose another port, or leave {option} out to get a free one.");
    }
}
