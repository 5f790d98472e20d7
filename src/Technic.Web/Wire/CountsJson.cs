using System.Text.Json;
using Technic.Core.Scans;
using Technic.Web.Requests;

namespace Technic.Web.Wire;

/// <summary>Counts by reason as a JSON object.</summary>
internal static class CountsJson
{
    // Upper bounds for a client's symbol list.
    private const int MaxReasons = 1_000;
    private const int MaxEntries = 1_000_000;

    /// <exception cref="ScanRequestException">Not an object of counts.</exception>
    public static IReadOnlyDictionary<string, int> Read(FieldValue given)
    {
        if (given.Json.ValueKind != JsonValueKind.Object)
            throw given.Invalid("an object", "with a count for each reason", given.Json.GetRawText());
        var counts = Read(given.Json);
        if (counts.Count > MaxReasons || counts.Values.Any(count => count is < 0 or > MaxEntries))
            throw given.Invalid("counts", $"0 to {MaxEntries}, for at most {MaxReasons} reasons", given.Json.GetRawText());
        return counts;
    }

    public static Dictionary<string, int> Read(JsonElement counts) =>
        counts.EnumerateObject().ToDictionary(count => count.Name, count => new JsonFieldValue(count.Name, count.Value).Integer());

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, int> counts)
    {
        json.WriteStartObject(name);
        foreach (var (reason, count) in counts) json.WriteNumber(reason, count);
        json.WriteEndObject();
    }
}
