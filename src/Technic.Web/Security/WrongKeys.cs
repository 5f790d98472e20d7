using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Technic.Web.Security;

/// <summary>
/// Counts wrong keys by the address they come from, so that nobody can try many. A right key is never held up by the wrong ones of others.
/// </summary>
internal sealed class WrongKeys : IDisposable
{
    private const int PerMinute = 30;

    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Site(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = PerMinute, TokensPerPeriod = PerMinute, ReplenishmentPeriod = TimeSpan.FromMinutes(1), QueueLimit = 0,
        }));

    /// <summary>Whether one more may come from an address.</summary>
    public bool May(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    // Whoever has one address of IPv6 has the 2⁶⁴ of its network.
    private static IPAddress Site(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
