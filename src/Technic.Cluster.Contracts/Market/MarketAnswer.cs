using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>
/// What a silo knows of the market, or the reason why it cannot answer: exceptions lose their types between processes. What was not
/// requested, or does not exist, is <c>null</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("technic.MarketAnswer")]
public sealed record MarketAnswer(
    [property: Id(0)] Listing[]? Listings = null,
    [property: Id(1)] SessionBars? Session = null,
    [property: Id(2)] Split[]? Splits = null,
    [property: Id(3)] string? Failed = null,
    [property: Id(4)] DayReport[]? Days = null,
    [property: Id(5)] MarketAudit? Audit = null,
    [property: Id(6)] Dividend[]? Dividends = null,
    [property: Id(7)] ProviderAnswer? Provider = null)
{
    /// <exception cref="ScanFailedException">The source could not answer.</exception>
    public MarketAnswer OrThrow() => Failed is null ? this : throw new ScanFailedException(Failed);
}
