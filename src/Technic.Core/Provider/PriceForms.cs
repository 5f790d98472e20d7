using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>
/// Loads what prices in another form than the kept one are made with (<see cref="PriceAdjustment"/>): splits and dividends.
/// </summary>
/// <param name="market">Where they go; <c>null</c> when the source lists none.</param>
/// <param name="source">The name of the source.</param>
/// <param name="clock">What the market has published.</param>
public sealed class PriceForms(WholeMarket? market, string source, MarketClock clock)
{
    /// <summary>Why the source cannot give a form, as one sentence; <c>null</c> when it can.</summary>
    public string? ComplaintAbout(PriceAdjustment adjustment) => adjustment switch
    {
        PriceAdjustment.Splits => null,
        _ when market is null =>
            $"adjust={adjustment.Word()} needs a source that lists splits; the prices of '{source}' are used as they are.",
        PriceAdjustment.Total when !market.HasDividends => $"adjust=total needs a source that lists dividends; '{source}' does not.",
        _ => null,
    };

    /// <summary>Loads what a form is made with, once for all requests of a session.</summary>
    /// <returns>The requests it took.</returns>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    public async ValueTask<int> LoadAsync(PriceAdjustment adjustment, DayRange window, CancellationToken cancellationToken)
    {
        if (adjustment == PriceAdjustment.Splits) return 0;
        var checkedSince = clock.PublishedAt(window.To);
        await market!.Archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var requests = await market.Loader.LoadSplitsAsync(window.From, checkedSince, cancellationToken).ConfigureAwait(false);
        if (adjustment == PriceAdjustment.Total)
            requests += await market.Loader.LoadDividendsAsync(window.From, checkedSince, cancellationToken).ConfigureAwait(false);
        return requests;
    }

    /// <summary>The bars of a history in a form whose splits and dividends were loaded.</summary>
    /// <param name="bars">The bars, adjusted for the splits executed until <paramref name="asOf"/>.</param>
    /// <param name="symbol">Their symbol.</param>
    /// <param name="adjustment">The form.</param>
    /// <param name="asOf">The last day (New York date) whose splits and dividends are known.</param>
    public BarSeries Of(BarSeries bars, Symbol symbol, PriceAdjustment adjustment, DateOnly asOf) =>
        market is null ? bars : market.Archive.Adjusted(bars, symbol, adjustment, asOf);
}
