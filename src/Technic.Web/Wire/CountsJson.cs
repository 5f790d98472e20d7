using System.Text.Json;
using Technic.Core.Scans;
using Technic.Web.Requests;

namespace Technic.Web.Wire;

/// <summary>Counts by reason as an object.</summary>
internal static class CountsJson
{
    // A million lines of a file and a thousand reasons are more than any list has.
    private const int MostReasons = 1_000;
    private const int MostEntries = 1_000_000;

    /// <exception cref="ScanRequestException">It is no such object.</exception>
    public static IReadOnlyDictionary<string, int> Read(Given given)
    {
        if (given.Json.ValueKind != JsonValueKind.Object) throw given.Complain("object", "with a count for each reason", given.Json.GetRawText());
        var counts = Read(given.Json);
        if (counts.Count > MostReasons || counts.Values.Any(count => count is < 0 or > MostEntries))
            throw given.Complain("count", $"0 to {MostEntries}, of at most {MostReasons} reasons", given.Json.GetRawText());
        return counts;
    }

    public static Dictionary<string, int> Read(JsonElement counts) =>
        counts.EnumerateObject().ToDictionary(count => count.Name, count => new GivenJson(count.Name, count.Value).Whole());

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, int> counts)
    {
        json.WriteStartObject(name);
        foreach (var (reason, count) in counts) json.WriteNumber(reason, count);
        json.WriteEndObject();
    }
}
