using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Binding;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Text;
using Technic.Indicators;

namespace Technic.Core.Scans;

/// <summary>
/// All columns of a scan's result, in the order of output. Names are looked up without case and <c>_</c>, so <c>dollarVolume20</c>,
/// <c>dollar_volume20</c> and <c>DOLLAR_VOLUME_20</c> are the same.
/// </summary>
public static class ScanColumns
{
    public static ImmutableArray<ScanColumn> All { get; } = [.. Identity(), .. LastBar(), .. Rating(), .. Indicators(), .. Plan()];

    private static readonly FrozenDictionary<string, ScanColumn> ByName = Index();

    /// <summary>The columns and named formulas that the formulas of a scan can use.</summary>
    public static FormulaVocabulary Vocabulary { get; } = new() { Columns = new Catalog(), HasRows = true };

    private sealed class Catalog : IColumns
    {
        IEnumerable<Column> IColumns.All => All;

        public bool TryFind([NotNullWhen(true)] string? name, [NotNullWhen(true)] out Column? column)
        {
            var isFound = ScanColumns.TryFind(name, out var found);
            column = found;
            return isFound;
        }
    }

    /// <summary>Finds a column by name.</summary>
    public static bool TryFind([NotNullWhen(true)] string? name, [NotNullWhen(true)] out ScanColumn? column)
    {
        column = null;
        return name is not null && ByName.TryGetValue(FormulaNames.Normalized(name), out column);
    }

    /// <summary>The error message for an unknown column: a suggestion, and all columns.</summary>
    public static string Complaint(string name)
    {
        var names = All.Select(column => column.Name);
        return $"Unknown column '{Printable.Of(name)}'{Suggestion.DidYouMean(FormulaNames.Normalized(name), names)}. "
            + $"The columns are: {string.Join(", ", names)}.";
    }

    private static FrozenDictionary<string, ScanColumn> Index()
    {
        var byName = All.ToDictionary(column => FormulaNames.Normalized(column.Name));
        // The name of the rating in the documentation.
        byName.Add("techrating", byName["rating"]);
        return byName.ToFrozenDictionary();
    }

    private static IEnumerable<ScanColumn> Identity() =>
    [
        ScanColumn.OfNumber("rank", "", "Rank in the scan's order, from 1", row => row.Rank, needsRanking: true,
            whyNotInConditions: "'rank' is the rank among the remaining rows, so a condition cannot use it."),
        ScanColumn.OfText("symbol", "Ticker", row => row.Row.Symbol.Text),
        ScanColumn.OfText("name", "The company's name", row => row.Listing.Name),
        ScanColumn.OfText("exchange", "Exchange it is listed on", row => row.Listing.Exchange),
        ScanColumn.OfText("type", "Type of security, in the provider's codes: CS, ADRC, ETF, …", row => row.Listing.Type),
        ScanColumn.OfNames(
            "sector", "Sector, by its name in the universe", row => row.Listing.Sector,
            new ColumnNames("sectors", "Energy", HasOrder: false, Sectors.Complaint, name => (int)Sectors.Parse(name)),
            row => (int)Sectors.Of(row.Listing.Sector)),
        ScanColumn.OfText("industry", "Industry, by its name in the universe", row => row.Listing.Industry),
        ScanColumn.OfNumber("marketCap", "$", "Market capitalisation", row => row.Listing.MarketCap),
    ];

    private static IEnumerable<ScanColumn> LastBar() =>
    [
        ScanColumn.OfTime("asOf", "Start of the last bar, New York time", row => row.Row.AsOf),
        ScanColumn.OfFlag("stale", "1 when the history is older than it should be, because the provider failed", row => row.Stale),
        ScanColumn.OfNumber(
            "age", "sessions", "Sessions of the market since the last bar; 0 is current", row => row.Age, needsRanking: true),
        ScanColumn.OfNumber("bars", "bars", "Bars of the history; indicators use those of the last 400 days", row => row.Row.Bars),
        ScanColumn.OfNumber("gaps", "sessions", "Sessions between the first and the last bar without a bar", row => row.Row.Gaps),
        ScanColumn.OfNumber(
            "jump", "ratio", "Last price gap without a known split: open divided by the close before; no indicator includes it",
            row => row.Row.Jump?.Ratio),
        ScanColumn.OfTime("jumpAt", "Start of the bar after that gap, New York time", row => row.Row.Jump?.At),
        ScanColumn.OfNumber("jumpBars", "bars", "Bars since that gap; a trade plan needs 63", row => row.Row.Jump?.Bars),
        ScanColumn.OfNumber("open", "$", "Open of the last bar", row => row.Row.Open),
        ScanColumn.OfNumber("high", "$", "High of the last bar", row => row.Row.High),
        ScanColumn.OfNumber("low", "$", "Low of the last bar", row => row.Row.Low),
        ScanColumn.OfNumber("close", "$", "Close of the last bar", row => row.Row.Close),
        ScanColumn.OfNumber("volume", "shares", "Volume of the last bar", row => row.Row.Volume),
    ];

    private static IEnumerable<ScanColumn> Rating() =>
    [
        ScanColumn.OfNumber("rating", "-100 to 100", "TechRating: positive for strength, negative for weakness", row => row.Row.Rating),
        ScanColumn.OfNames(
            "signal", "StrongLong, Long, Neutral, Short or StrongShort", row => row.Row.Signal.Name(),
            new ColumnNames("signals", "Long", HasOrder: true, Signals.Complaint, name => (int)Signals.Parse(name)),
            row => (int)row.Row.Signal),
        ScanColumn.OfText(
            "unrated", "Rules of the rating without a value: a young symbol, or days that are not loaded", row => Scoring.Unrated(row.Row)),
        ScanColumn.OfNumber("trendScore", "-3 to 3", "Trend: the averages against each other and the close", row => row.Row.Score.Trend),
        ScanColumn.OfNumber("momentumScore", "-3 to 3", "Momentum: RSI and MACD histogram", row => row.Row.Score.Momentum),
        ScanColumn.OfNumber("volumeScore", "-2 to 2", "Volume: unusual volume in the direction of the day", row => row.Row.Score.Volume),
        ScanColumn.OfNumber(
            "breakoutScore", "-3 to 3", "Breakout: close to a high or low, and the 5-bar return", row => row.Row.Score.Breakout),
        ScanColumn.OfNumber("oscillatorScore", "-1 to 1", "Oscillator: RSI on its way, or stretched", row => row.Row.Score.Oscillator),
        ScanColumn.OfNumber("volatilityScore", "-2 to 1", "Volatility: how calm it is; not directional", row => row.Row.Score.Volatility),
        ScanColumn.OfNumber("risk", "0 to 1", "Safety by ATR in percent of the close: 1 is safest", row => row.Row.Risk),
        ScanColumn.OfNumber(
            "relativeStrength", "percentile", "Percentile, in the whole market, of the 63-bar return (or of the longest available)",
            row => row.RelativeStrength, needsRanking: true),
        ScanColumn.OfNumber("strengthBars", "bars", "Number of bars of the return for relativeStrength", row => row.Row.StrengthBars),
    ];

    private static IEnumerable<ScanColumn> Indicators() =>
    [
        .. IndicatorCatalog.All.Select(info => ScanColumn.OfNumber(
            info.Name, info.Unit, info.Meaning, row => row.Row[info.Indicator], barsNeeded: info.FirstIndex + 1)),
        RangeBars(20),
        RangeBars(55),
        RangeBars(252),
    ];

    private static ScanColumn RangeBars(int period) => ScanColumn.OfNumber(
        $"rangeBars{period}", "bars", $"Number of bars of fromHigh{period} and fromLow{period}: {period}, or all available ones",
        row => Extremes.BarsUsed(period, row.Row.ComparableBars));

    private static IEnumerable<ScanColumn> Plan() =>
    [
        ScanColumn.OfText("planStyle", "Trade plan: its kind", row => row.Plan?.Style.Name()),
        ScanColumn.OfText("planOrder", "Trade plan: the order and what it assumes", row => row.Plan?.Assumption()),
        ScanColumn.OfNumber("entry", "$", "Trade plan: price to enter at", row => row.Plan?.Entry),
        ScanColumn.OfNumber("stop", "$", "Trade plan: stop-loss price", row => row.Plan?.Stop),
        ScanColumn.OfNumber("target", "$", "Trade plan: take-profit price", row => row.Plan?.Target),
        ScanColumn.OfNumber("shares", "shares", "Trade plan: whole shares to trade", row => row.Plan?.Shares),
    ];
}
