using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Studies;

/// <summary>What limits the figures of a study.</summary>
internal static class StudyWarnings
{
    private const int FewDays = 30;

    /// <summary>Of some columns only today's values are known.</summary>
    private static readonly string[] OfToday = ["name", "exchange", "type", "sector", "industry", "marketCap"];

    /// <summary>One sentence each, the most important one first.</summary>
    public static IReadOnlyList<string> Of(StudyResult result, MarketFormulas formulas, MarketOutline market)
    {
        var warnings = new List<string>();
        if (result.SurvivorsOnly)
        {
            warnings.Add("Survivors only: every symbol still trades on the last day. Symbols that were delisted are missing, so the "
                + "figures are too good.");
        }
        var today = formulas.RowColumns.Select(column => column.Name).Where(OfToday.Contains).ToArray();
        if (today.Length > 0) warnings.Add($"Look-ahead: {string.Join(", ", today)} is of today's list, not of the day of a signal.");
        if (result.Signals > 0 && result.Days < FewDays)
            warnings.Add($"The signals are on {result.Days} days only; an interval needs more days to be reliable.");
        var before = market.Days.TakeWhile(day => day < result.From).Count();
        if (formulas.BarsNeeded > before + 1)
        {
            var begin = before switch { 0 => "on", 1 => "1 session before", _ => $"{before} sessions before" };
            warnings.Add(FormattableString.Invariant($"The formula needs {formulas.BarsNeeded:N0} bars for exact values, but the data ")
                + FormattableString.Invariant($"begin {begin} {result.From:yyyy-MM-dd}; the first signals are missing or less exact."));
        }
        if (!market.Has(Symbol.Parse(RegimeDetector.MarketSymbol)))
            warnings.Add("SPY is not in the data, so there is no excess against it.");
        if (result.Request.Adjust == PriceAdjustment.Splits)
            warnings.Add("Dividends are not included (adjust=total).");
        if (result.NotBought > 0)
            warnings.Add($"Not bought, because the symbol did not trade in the next session: {Signals(result.NotBought)}.");
        if (result.Horizons.Max(horizon => horizon.Stopped) is > 0 and var stopped)
        {
            var change = FormattableString.Invariant($"{100 * result.Request.Delisting:0.##} %");
            warnings.Add($"Ended with the last price of a symbol that stopped trading, changed by {change}: {Signals(stopped)}.");
        }
        if (result.Request.Costs == 0 && !result.Request.Spread) warnings.Add("No costs are applied (costs, spread).");
        return warnings;
    }

    private static string Signals(int count) => count == 1 ? "1 signal" : FormattableString.Invariant($"{count:N0} signals");
}
