using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>Answers lookups of histories in any form, out of the kept one.</summary>
/// <param name="finder">Where the histories are found.</param>
/// <param name="forms">Makes the forms.</param>
/// <param name="clock">What the market has published.</param>
public sealed class AdjustedHistories(HistoryFinder finder, PriceForms forms, MarketClock clock) : IAdjustedHistories
{
    /// <inheritdoc/>
    public async ValueTask<HistoryLookup> GetHistoryAsync(
        PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken)
    {
        var moment = clock.Take();
        if (adjustment == PriceAdjustment.Splits) return await finder.FindAsync(key, moment, cancellationToken).ConfigureAwait(false);
        if (forms.ComplaintAbout(adjustment) is { } complaint) throw new ScanRequestException(complaint);
        var requests = await LoadAsync(adjustment, moment.Window(key), cancellationToken).ConfigureAwait(false);
        var lookup = await finder.FindAsync(key, moment, cancellationToken).ConfigureAwait(false);
        lookup = lookup with { Requests = lookup.Requests + requests };
        return lookup.History is not { } history
            ? lookup
            : lookup with { History = history with { Bars = forms.Of(history.Bars, key.Symbol, adjustment, moment.Window(key).To) } };
    }

    private async ValueTask<int> LoadAsync(PriceAdjustment adjustment, DayRange window, CancellationToken cancellationToken)
    {
        try
        {
            return await forms.LoadAsync(adjustment, window, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }
}
