using System.Globalization;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Web.Wire;

/// <summary>Reads the JSON of <see cref="Core.Reports.HistoryReport"/>.</summary>
internal static class HistoryJson
{
    /// <summary>Member of a problem document: the history without bars.</summary>
    public const string History = "history";

    /// <summary>Member of a problem document: the kind of provider failure.</summary>
    public const string Failure = "failure";

    /// <summary>Member of a problem document: the number of provider requests.</summary>
    public const string Requests = "requests";

    public static HistoryLookup Read(JsonElement json)
    {
        var bars = new BarSeriesBuilder();
        foreach (var bar in json.GetProperty("bars").EnumerateArray())
        {
            bars.Add(new Bar(
                RowJson.ReadTime(bar.Text("date")), bar.Double("open"), bar.Double("high"), bar.Double("low"), bar.Double("close"),
                bar.Double("volume"), bar.TryGetProperty("vwap", out var vwap) ? vwap.GetDouble() : double.NaN));
        }
        var history = new PriceHistory(
            PriceHistoryKey.Parse(json.Text("key")), bars.Build(out _), ReadInstant(json.Text("fetchedAt")), json.Text("source"));
        return new HistoryLookup(
            history, json.Word<Tier>("tier"), json.Int("requests"), json.Bool("stale"), json.TextOrNone(
                "problem"), json.WordOrNone<PriceSourceFailure>("failure"));
    }

    private static DateTimeOffset ReadInstant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
