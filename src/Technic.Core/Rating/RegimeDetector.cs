namespace Technic.Core.Rating;

/// <summary>
/// Detects the market's regime: from SPY if its row has the averages (Up: SMA 50 &gt; SMA 200 and close &gt; SMA 50; Down mirrored),
/// otherwise from breadth (Up: at least 60 % of the symbols above their SMA 50; Down: at most 40 %); otherwise Sideways. Volatility is high
/// when that of 20 bars exceeds 1.25 times that of 60: of SPY, or in the median symbol.
/// </summary>
public static class RegimeDetector
{
    /// <summary>The ticker whose row decides if there is one.</summary>
    public const string MarketSymbol = "SPY";

    private const double UpBreadth = 0.6;
    private const double DownBreadth = 0.4;
    private const double HighVolatilityRatio = 1.25;

    /// <summary>The regime; <c>null</c> if neither SPY nor any other row has the necessary values.</summary>
    /// <param name="spy">SPY's row, if the source has it.</param>
    /// <param name="rows">The rows of the market, or of the scan's symbols if it is unknown.</param>
    public static Regime? Detect(ScanRow? spy, IReadOnlyCollection<ScanRow> rows)
    {
        var breadth = Breadth(rows);
        if (spy is { Sma50: { } sma50, Sma200: { } sma200 })
            return new Regime(TrendOf(spy.Close, sma50, sma200), IsHigh(VolatilityRatio(spy)), RegimeSource.Spy, breadth);
        if (breadth is null) return null;
        var trend = breadth >= UpBreadth ? MarketTrend.Up : breadth <= DownBreadth ? MarketTrend.Down : MarketTrend.Sideways;
        return new Regime(trend, IsHigh(MedianVolatilityRatio(rows)), RegimeSource.Breadth, breadth);
    }

    private static MarketTrend TrendOf(double close, double sma50, double sma200) =>
        sma50 > sma200 && close > sma50 ? MarketTrend.Up
        : sma50 < sma200 && close < sma50 ? MarketTrend.Down
        : MarketTrend.Sideways;

    private static double? Breadth(IReadOnlyCollection<ScanRow> rows)
    {
        int above = 0, known = 0;
        foreach (var row in rows)
        {
            if (row.IsAboveSma50 is not { } isAbove) continue;
            known++;
            if (isAbove) above++;
        }
        return known == 0 ? null : (double)above / known;
    }

    private static bool? IsHigh(double? ratio) => ratio is { } value ? value > HighVolatilityRatio : null;

    /// <summary>0 for a market without any moves.</summary>
    private static double? VolatilityRatio(ScanRow row) =>
        row is { Volatility20: { } recent, Volatility60: { } usual } ? (usual > 0 ? recent / usual : 0) : null;

    private static double? MedianVolatilityRatio(IReadOnlyCollection<ScanRow> rows)
    {
        var ratios = rows.Select(VolatilityRatio).OfType<double>().ToArray();
        if (ratios.Length == 0) return null;
        Array.Sort(ratios);
        var middle = ratios.Length / 2;
        return ratios.Length % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
    }
}
