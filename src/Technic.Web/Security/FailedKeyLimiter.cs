using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Technic.Web.Security;

/// <summary>
/// Limits invalid API keys per IP address, to prevent brute force. Valid keys are never limited.
/// </summary>
internal sealed class FailedKeyLimiter : IDisposable
{
    private const int PerMinute = 30;

    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Network(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = PerMinute, TokensPerPeriod = PerMinute, ReplenishmentPeriod = TimeSpan.FromMinutes(1), QueueLimit = 0,
        }));

    /// <summary>Counts an invalid API key; <c>false</c> if the address exceeds the limit.</summary>
    public bool TryAcquire(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    // An IPv6 client controls all addresses of its /64 network.
    private static IPAddress Network(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
