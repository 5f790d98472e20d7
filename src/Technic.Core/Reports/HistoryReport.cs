using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Reports;

/// <summary>One price history with its cache tier, as JSON or CSV.</summary>
public static class HistoryReport
{
    private static readonly Dictionary<string, string> NoFacts = [];

    /// <summary>
    /// Writes <c>{"key","symbol","days","frequency","adjust","source","tier","requests","stale","problem","failure","asOf","fetchedAt",
    /// "bars":[…]}</c> with bars of <c>{"date","open","high","low","close","volume"}</c>, and <c>"vwap"</c> where the source gives the
    /// volume-weighted average price; the <c>date</c> of an intraday bar has the time of its start in New York.
    /// </summary>
    public static void WriteJson(
        Utf8JsonWriter json, PriceHistory history, HistoryLookup lookup, PriceAdjustment adjustment = PriceAdjustment.Splits)
    {
        json.WriteStartObject();
        json.WriteString("key", history.Key.ToString());
        json.WriteString("symbol", history.Key.Symbol.Text);
        json.WriteNumber("days", history.Key.Days);
        json.WriteString("frequency", history.Key.Frequency.Word());
        json.WriteString("adjust", adjustment.Word());
        json.WriteString("source", history.Source);
        json.WriteString("tier", lookup.Tier.Word());
        json.WriteNumber("requests", lookup.Requests);
        json.WriteBoolean("stale", lookup.IsStale);
        json.WriteString("problem", lookup.Problem);
        json.WriteString("failure", lookup.Failure?.ToString());
        json.WriteString("asOf", history.AsOf?.ToString());
        json.WriteString("fetchedAt", history.FetchedAt.UtcDateTime);
        json.WriteStartArray("bars");
        for (var i = 0; i < history.Bars.Count; i++)
        {
            var bar = history.Bars[i];
            json.WriteStartObject();
            json.WriteString("date", bar.Time.ToString());
            json.WriteNumber("open", bar.Open);
            json.WriteNumber("high", bar.High);
            json.WriteNumber("low", bar.Low);
            json.WriteNumber("close", bar.Close);
            json.WriteNumber("volume", bar.Volume);
            if (!double.IsNaN(bar.Vwap)) json.WriteNumber("vwap", bar.Vwap);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes <c>symbol,date,open,high,low,close,volume</c>: a file for the CSV source.</summary>
    public static void WriteCsv(TextWriter output, PriceHistory history) =>
        TableCsv.Write(output, new ReportTable(HistoryTable.Columns(history), NoFacts));

    /// <summary>The tier's word in output: <c>memory</c>, <c>store</c> or <c>provider</c>.</summary>
    public static string Word(this Tier tier) => tier switch
    {
        Tier.Memory => "memory",
        Tier.Store => "store",
        Tier.Provider => "provider",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Unknown tier."),
    };
}
