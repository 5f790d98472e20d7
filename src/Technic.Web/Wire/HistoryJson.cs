using System.Globalization;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Web.Wire;

/// <summary>Reads what <see cref="Core.Reports.HistoryReport"/> writes.</summary>
internal static class HistoryJson
{
    /// <summary>Beside the sentence of a problem: the history without bars.</summary>
    public const string History = "history";

    /// <summary>Beside the sentence of a problem: the kind of the provider's failure.</summary>
    public const string Failure = "failure";

    /// <summary>Beside the sentence of a problem: the requests it took.</summary>
    public const string Requests = "requests";

    public static HistoryLookup Read(JsonElement json)
    {
        var bars = new BarSeriesBuilder();
        foreach (var bar in json.GetProperty("bars").EnumerateArray())
        {
            bars.Add(new Bar(
                RowJson.ReadTime(bar.Text("date")), bar.Double("open"), bar.Double("high"), bar.Double("low"), bar.Double("close"), bar.Double("volume")));
        }
        var history = new PriceHistory(PriceHistoryKey.Parse(json.Text("key")), bars.Build(out _), ReadInstant(json.Text("fetchedAt")), json.Text("source"));
        return new HistoryLookup(
            history, json.Word<Tier>("tier"), json.Int("requests"), json.Bool("stale"), json.TextOrNone("problem"), json.WordOrNone<PriceSourceFailure>("failure"));
    }

    private static DateTimeOffset ReadInstant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
