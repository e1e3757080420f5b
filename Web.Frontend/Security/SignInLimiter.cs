using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Web.Frontend.Security;

/// <summary>Limits how often an address may guess the token; signing in with the right one costs nothing.</summary>
internal sealed class SignInLimiter : IDisposable
{
    /// <summary>How many wrong tokens an address may send in a <see cref="Period"/>.</summary>
    public const int Attempts = 10;

    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, string>(
        static address => RateLimitPartition.GetFixedWindowLimiter(
            PartitionOf(address),
            static _ => new FixedWindowRateLimiterOptions { PermitLimit = Attempts, Window = Period, QueueLimit = 0 }));

    /// <summary>Whether the address has guesses left; without, even the right token is not looked at.</summary>
    public bool MayTry(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address, permitCount: 0);
        return lease.IsAcquired;
    }

    /// <summary>Takes one guess off the address.</summary>
    public void CountFailure(IPAddress? address) => _limiter.AttemptAcquire(address).Dispose();

    public void Dispose() => _limiter.Dispose();

    // One subscriber usually has a whole IPv6 /64 to try from.
    private static string PartitionOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
