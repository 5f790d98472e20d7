using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>
/// A provider adjusts the bars of one symbol for every split executed until the request, also in a replay of an earlier day. That would bring the future into
/// the replay: here the splits executed after its last day are taken back, up to and including today's.
/// </summary>
/// <param name="archive">The splits.</param>
/// <param name="loader">Requests them.</param>
public sealed class LaterSplits(MarketArchive archive, IMarketLoader loader)
{
    /// <summary>Makes sure that the splits after a replay's last day are known; does nothing for a key that is no replay.</summary>
    /// <returns>The requests it took.</returns>
    /// <exception cref="PriceSourceException">The source could not answer; its requests are counted already.</exception>
    public async ValueTask<int> LoadAsync(PriceHistoryKey key, Moment moment, CancellationToken cancellationToken)
    {
        if (key.Replay is null) return 0;
        var (last, today) = (moment.Window(key).To, moment.Today);
        if (last >= today) return 0;
        try
        {
            return await loader.LoadSplitsAsync(last.AddDays(1), NewYork.Instant(today, TimeOnly.MinValue), cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            throw new PriceSourceException(problem.Failure, problem.Message, requests: 0, problem);
        }
    }

    /// <summary>A replay's bars as they stood on its last day; those of another key as they are.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bars">What the provider answered at the moment.</param>
    /// <param name="moment">The moment of the request.</param>
    public BarSeries TakeBack(in PriceHistoryKey key, BarSeries bars, in Moment moment)
    {
        if (key.Replay is null) return bars;
        var (last, today) = (moment.Window(key).To, moment.Today);
        var undone = archive.Splits.Of(key.Symbol, last)
            .Select(known => known.Split)
            .Where(split => split.ExecutionDate > last && split.ExecutionDate <= today)
            .Select(split => split with { Ratio = 1 / split.Ratio });
        return SplitAdjustment.Adjust(bars, undone, today);
    }
}
