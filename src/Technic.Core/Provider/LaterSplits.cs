using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>
/// A provider adjusts the bars of one symbol for every split executed until the request, also in a replay of an earlier day. The replay
/// would then contain future data: this class reverts the splits executed after its last day, up to and including today's.
/// </summary>
/// <param name="archive">The splits.</param>
/// <param name="loader">Requests the splits.</param>
public sealed class LaterSplits(MarketArchive archive, IMarketLoader loader)
{
    /// <summary>Loads the splits after a replay's last day, unless they are known; does nothing for a key without a replay.</summary>
    /// <returns>The number of requests.</returns>
    /// <exception cref="PriceSourceException">The request failed; its requests are already counted.</exception>
    public async ValueTask<int> LoadAsync(PriceHistoryKey key, Moment moment, CancellationToken cancellationToken)
    {
        if (key.Replay is null) return 0;
        var (last, today) = (moment.Window(key).To, moment.Today);
        if (last >= today) return 0;
        try
        {
            return await loader.LoadSplitsAsync(last.AddDays(1), NewYork.Instant(today, TimeOnly.MinValue), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            throw new PriceSourceException(problem.Failure, problem.Message, requests: 0, problem);
        }
    }

    /// <summary>A replay's bars as adjusted on its last day; unchanged for other keys.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bars">The provider's response at the moment.</param>
    /// <param name="moment">The moment of the request.</param>
    public BarSeries TakeBack(in PriceHistoryKey key, BarSeries bars, in Moment moment)
    {
        if (key.Replay is null) return bars;
        var (last, today) = (moment.Window(key).To, moment.Today);
        var undone = archive.Splits.Of(key.Symbol)
            .Select(known => known.Split)
            .Where(split => split.ExecutionDate > last && split.ExecutionDate <= today)
            .Select(split => split with { Ratio = 1 / split.Ratio });
        return SplitAdjustment.Adjust(bars, undone, today);
    }
}
