using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Catalog.Api.Errors;
using Catalog.Api.Security;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Http;

/// <summary>A token bucket for each client: those with the write token share a large one, others have one an address.</summary>
internal sealed class RateLimits(IOptions<HttpLimitsOptions> limits, IOptionsMonitor<WriteTokenOptions> tokens)
    : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
        options.OnRejected = RejectAsync;
    }

    /// <summary>Who is asking, as far as counting goes.</summary>
    public static string ClientOf(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();

        // One subscriber has a whole /64; counting single addresses would count nothing.
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }

    private RateLimitPartition<string> Partition(HttpContext context)
    {
        var settings = limits.Value;
        if (settings.RequestsPerSecond == 0 || !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            return RateLimitPartition.GetNoLimiter("unlimited");

        return WriteTokenHandler.HasToken(context.Request, tokens.CurrentValue.WriteToken)
            ? Bucket("writer", settings.WriterFactor)
            : Bucket(ClientOf(context.Connection.RemoteIpAddress), 1);

        RateLimitPartition<string> Bucket(string key, int factor) => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
        {
            TokenLimit = settings.RequestBurst * factor,
            TokensPerPeriod = settings.RequestsPerSecond * factor,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await TypedResults.Problem(
            $"You asked more often than one client may. Wait {seconds} s, then go on more slowly.",
            statusCode: StatusCodes.Status429TooManyRequests,
            type: Problems.TypeOf(StatusCodes.Status429TooManyRequests)).ExecuteAsync(context.HttpContext);
    }
}
