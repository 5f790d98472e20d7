using Technic.Core.MarketData;
using Technic.Core.Scanning;

namespace Technic.Grains.Messages;

/// <summary>What a silo says of the market, or the sentence why it cannot, for exceptions lose their types on the way.</summary>
public sealed record MarketAnswer(IReadOnlyList<Listing>? Listings = null, string? Failed = null)
{
    /// <exception cref="ScanFailedException">The source could not say.</exception>
    public MarketAnswer OrThrow() => Failed is null ? this : throw new ScanFailedException(Failed);
}
