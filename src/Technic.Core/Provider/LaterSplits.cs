using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>
/// A provider adjusts the bars of one symbol for every split executed until it is asked, also in a replay of a day before. That would let the future into the
/// replay: here the splits executed after its last day are taken back.
/// </summary>
public sealed class LaterSplits(MarketArchive archive, IMarketLoader loader, MarketClock clock)
{
    /// <summary>Makes sure that the splits after a replay's last day are known; does nothing for a key that is no replay.</summary>
    /// <returns>The requests it took.</returns>
    /// <exception cref="PriceSourceException">The source could not answer; its requests are counted already.</exception>
    public async ValueTask<int> LoadAsync(PriceHistoryKey key, CancellationToken cancellationToken)
    {
        if (key.Replay is null) return 0;
        var (now, last) = (clock.Now, clock.Window(key, clock.Now).To);
        var published = clock.LastPublishedSession(now);
        if (last >= published) return 0;
        try
        {
            return await loader.LoadSplitsAsync(last.AddDays(1), published, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            throw new PriceSourceException(problem.Failure, problem.Message, requests: 0, problem);
        }
    }

    /// <summary>A replay's bars as they stood on its last day; those of another key as they are.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bars">What the provider answered now.</param>
    public BarSeries TakeBack(in PriceHistoryKey key, BarSeries bars)
    {
        if (key.Replay is null) return bars;
        var (last, today) = (clock.Window(key, clock.Now).To, NewYork.Date(clock.Now));
        var undone = archive.Splits.Of(key.Symbol)
            .Select(known => known.Split)
            .Where(split => split.ExecutionDate > last && split.ExecutionDate <= today)
            .Select(split => split with { Ratio = 1 / split.Ratio });
        return SplitAdjustment.Adjust(bars, undone, today);
    }
}
