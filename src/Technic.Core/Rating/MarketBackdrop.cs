namespace Technic.Core.Rating;

/// <summary>The comparison group of a scan's rows: the returns and the regime of a group of symbols, usually the whole market.</summary>
public sealed class MarketBackdrop
{
    private readonly RelativeStrength _strength;

    private MarketBackdrop(IReadOnlyCollection<ScanRow> rows)
    {
        Symbols = rows.Count;
        _strength = RelativeStrength.Among(rows);
        Regime = RegimeDetector.Detect(rows.FirstOrDefault(row => row.Symbol.Text == RegimeDetector.MarketSymbol), rows);
    }

    /// <summary>The number of symbols.</summary>
    public int Symbols { get; }

    /// <summary>Whether the symbols are the whole market; otherwise they are those of the scan.</summary>
    public bool IsMarket { get; private init; }

    /// <summary>The regime; <c>null</c> if it is unknown.</summary>
    public Regime? Regime { get; }

    /// <summary>The whole market.</summary>
    /// <param name="rows">One row a symbol, all of one session.</param>
    public static MarketBackdrop OfMarket(IReadOnlyCollection<ScanRow> rows) => new(rows) { IsMarket = true };

    /// <summary>The symbols of a scan, if the whole market is unknown.</summary>
    /// <param name="rows">One row a symbol, all of one session.</param>
    public static MarketBackdrop OfScan(IReadOnlyCollection<ScanRow> rows) => new(rows);

    /// <summary>The relative strength of a row, 0 … 100; <c>null</c> when it has no return.</summary>
    public double? StrengthOf(ScanRow row) => _strength.PercentileOf(row);
}
