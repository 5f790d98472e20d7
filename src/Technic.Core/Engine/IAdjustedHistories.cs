using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// Histories in other forms than the one in which they are kept. An engine implements it beside <see cref="IScanEngine"/> where it can.
/// </summary>
public interface IAdjustedHistories
{
    /// <summary>One history through the tiers, with its prices in a form.</summary>
    /// <exception cref="ScanRequestException">The source cannot give the form.</exception>
    /// <exception cref="ScanFailedException">The splits or dividends could not be loaded.</exception>
    ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken);
}
