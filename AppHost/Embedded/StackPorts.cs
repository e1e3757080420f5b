namespace AspireCache.AppHost.Embedded;

/// <summary>The ports that a stack's services listen on, reserved for as long as the stack runs.</summary>
internal sealed class StackPorts : IDisposable
{
    /// <summary>The storefront's, where it is free.</summary>
    public const int Web = 5180;

    /// <summary>The first API replica's, where it is free.</summary>
    public const int Api = 5190;

    private readonly List<PortReservation> _reserved = [];

    /// <exception cref="StackException">A port that the options name is taken.</exception>
    public StackPorts(StackOptions options)
    {
        try
        {
            WebAddress = Reserve(options.WebPort, Web, "--web-port");
            ApiAddresses = [.. Enumerable.Range(0, options.ApiReplicas).Select(i => Reserve(options.ApiPort + i, Api + i, "--api-port"))];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Uri WebAddress { get; }

    public IReadOnlyList<Uri> ApiAddresses { get; }

    public void Dispose() => _reserved.ForEach(port => port.Dispose());

    private Uri Reserve(int? explicitPort, int preferred, string option)
    {
        if (explicitPort > ushort.MaxValue)
            throw new StackException($"{option} leaves no room for every replica of the API: {explicitPort} is above {ushort.MaxValue}. Choose a lower port.");
        var reserved = PortReservation.Take(explicitPort, preferred, option);
        _reserved.Add(reserved);
        return new Uri($"http://localhost:{reserved.Port}");
    }
}
