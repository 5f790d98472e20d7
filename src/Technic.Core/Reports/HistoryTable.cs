using System.Globalization;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Reports;

/// <summary>
/// The bars of a history as a table: <c>symbol,date,open,high,low,close,volume</c>, and <c>vwap</c> where the source gives it.
/// </summary>
public static class HistoryTable
{
    /// <summary>The bars, with key, source, tier and age as facts.</summary>
    public static ReportTable Of(PriceHistory history, HistoryLookup lookup, PriceAdjustment adjustment) => new(
        [.. Columns(history), .. history.Bars.HasVwap ? [Prices("vwap", history.Bars.Vwap)] : Array.Empty<ReportColumn>()],
        new Dictionary<string, string>
        {
            ["key"] = history.Key.ToString(),
            ["symbol"] = history.Key.Symbol.Text,
            ["frequency"] = history.Key.Frequency.Word(),
            ["adjust"] = adjustment.Word(),
            ["source"] = history.Source,
            ["tier"] = lookup.Tier.Word(),
            ["stale"] = lookup.IsStale ? "true" : "false",
            ["problem"] = lookup.Problem ?? "",
            ["asOf"] = history.AsOf?.ToString() ?? "",
            ["fetchedAt"] = history.FetchedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        });

    /// <summary>The columns that the CSV source reads.</summary>
    internal static IReadOnlyList<ReportColumn> Columns(PriceHistory history)
    {
        var bars = history.Bars;
        return
        [
            new TextColumn("symbol", [.. Enumerable.Repeat(history.Key.Symbol.Text, bars.Count)]),
            new TimeColumn("date", [.. bars.Times.ToArray()]) { Meaning = "Start of the bar: the session, or an instant" },
            Prices("open", bars.Open),
            Prices("high", bars.High),
            Prices("low", bars.Low),
            Prices("close", bars.Close),
            new NumberColumn("volume", bars.Volume.ToArray()) { Unit = "shares" },
        ];
    }

    private static NumberColumn Prices(string name, ReadOnlySpan<double> values) => new(name, values.ToArray()) { Unit = "$" };
}
