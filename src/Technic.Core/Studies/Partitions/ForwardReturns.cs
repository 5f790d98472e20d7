namespace Technic.Core.Studies.Partitions;

/// <summary>
/// What a purchase after a bar gave: the return, and the furthest moves against it and for it, as fractions of the price paid.
/// </summary>
/// <param name="Value">The return at the end.</param>
/// <param name="Adverse">The lowest low on the way, relative to the price paid.</param>
/// <param name="Favorable">The highest high on the way, relative to the price paid.</param>
/// <param name="IsStopped">Whether the symbol stopped trading on the way.</param>
internal readonly record struct ForwardReturn(double Value, double Adverse, double Favorable, bool IsStopped);

/// <summary>
/// Returns of purchases after a bar. A purchase at the next open needs a bar in the next session. A sale is at the close of its session, or
/// at the last close before it if the symbol did not trade on that day; if the symbol has stopped, the change of its last price applies.
/// </summary>
/// <param name="days">The number of sessions of the data.</param>
/// <param name="entry">The price of purchases.</param>
/// <param name="delisting">The change of the last price of a symbol that stopped, as a fraction.</param>
internal sealed class ForwardReturns(int days, StudyEntry entry, double delisting)
{
    /// <summary>The price of purchases.</summary>
    public StudyEntry Entry => entry;

    /// <summary>The price of a purchase after a bar; NaN if there is none.</summary>
    public double EntryPrice(StudySymbol symbol, int bar)
    {
        if (entry == StudyEntry.Close) return symbol.Bars.Close[bar];
        return bar + 1 < symbol.Days.Length && symbol.Days[bar + 1] == symbol.Days[bar] + 1 ? symbol.Bars.Open[bar + 1] : double.NaN;
    }

    /// <summary>The prices of purchases after bars of a symbol that trades every day; not after its last one.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="first">The first bar.</param>
    /// <param name="end">The bar after the last one.</param>
    public ReadOnlySpan<double> PaidAfter(StudySymbol symbol, int first, int end) => entry == StudyEntry.Close
        ? symbol.Bars.Close[first..end]
        : symbol.Bars.Open[(first + 1)..(end + 1)];

    /// <summary>Whether the data have the sessions of a horizon after a day.</summary>
    public bool IsFull(int day, int sessions) => day + sessions < days;

    /// <summary>The return over a number of sessions after a bar; NaN without a purchase or without the sessions.</summary>
    public double Of(StudySymbol symbol, int bar, int sessions)
    {
        if (!IsFull(symbol.Days[bar], sessions)) return double.NaN;
        var price = EntryPrice(symbol, bar);
        return double.IsNaN(price) ? price : (SalePrice(symbol, LastBar(symbol, bar, sessions), symbol.Days[bar] + sessions) / price) - 1;
    }

    /// <summary>The returns over several horizons after a bar.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="bar">The bar.</param>
    /// <param name="horizons">The horizons, ascending.</param>
    /// <param name="results">Gets the return of each horizon; its value is NaN without a purchase or without the sessions.</param>
    public void Of(StudySymbol symbol, int bar, IReadOnlyList<int> horizons, Span<ForwardReturn> results)
    {
        results.Fill(new ForwardReturn(double.NaN, double.NaN, double.NaN, false));
        var price = EntryPrice(symbol, bar);
        if (double.IsNaN(price)) return;
        var (low, high) = entry == StudyEntry.Close ? (price, price) : (double.PositiveInfinity, double.NegativeInfinity);
        var hasMoved = false;
        var (last, days) = (bar, symbol.Days);
        var lows = symbol.Bars.Low;
        var highs = symbol.Bars.High;
        for (var h = 0; h < results.Length && IsFull(days[bar], horizons[h]); h++)
        {
            var end = days[bar] + horizons[h];
            var next = LastBar(symbol, bar, horizons[h]);
            if (next > last)
            {
                if (!hasMoved) (low, high, hasMoved) = (lows[last + 1], highs[last + 1], true);
                low = PriceReturns.Lowest(lows[(last + 1)..(next + 1)], low);
                high = PriceReturns.Highest(highs[(last + 1)..(next + 1)], high);
                last = next;
            }
            results[h] = new ForwardReturn(
                (SalePrice(symbol, last, end) / price) - 1, (low / price) - 1, (high / price) - 1, IsStopped(symbol, end));
        }
    }

    /// <summary>The price of a sale at the close of a day whose last bar is known.</summary>
    public double SalePrice(StudySymbol symbol, int bar, int day) =>
        IsStopped(symbol, day) ? symbol.Bars.Close[bar] * (1 + delisting) : symbol.Bars.Close[bar];

    private static bool IsStopped(StudySymbol symbol, int day) => symbol.IsStopped && day > symbol.Days[^1];

    /// <summary>The last bar on or before a session. Most symbols trade every day.</summary>
    private static int LastBar(StudySymbol symbol, int bar, int sessions)
    {
        var (days, end) = (symbol.Days, symbol.Days[bar] + sessions);
        var last = Math.Min(bar + sessions, days.Length - 1);
        while (days[last] > end) last--;
        return last;
    }
}
