using System.Globalization;
using System.Text.Json;

namespace Technic.Web.Wire;

/// <summary>
/// Reads required properties of a response. Invalid properties throw <see cref="JsonException"/>, <see cref="FormatException"/>, or an
/// exception of <see cref="JsonElement"/>.
/// </summary>
internal static class JsonReading
{
    public static int Int(this JsonElement json, string name) => json.GetProperty(name).GetInt32();

    public static long Long(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    public static double Double(this JsonElement json, string name) => json.GetProperty(name).GetDouble();

    public static double? DoubleOrNone(this JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } number ? number.GetDouble() : null;

    public static bool Bool(this JsonElement json, string name) => json.GetProperty(name).GetBoolean();

    public static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new JsonException($"Missing text '{name}'.");

    public static string? TextOrNone(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static DateOnly Day(this JsonElement json, string name) =>
        DateOnly.ParseExact(json.Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static T Word<T>(this JsonElement json, string name) where T : struct, Enum => Enum.Parse<T>(json.Text(name), ignoreCase: true);

    public static T? WordOrNone<T>(this JsonElement json, string name) where T : struct, Enum =>
        json.TextOrNone(name) is { } word ? Enum.Parse<T>(word, ignoreCase: true) : null;

    /// <summary>Reads a duration in milliseconds, with a resolution of one tick.</summary>
    public static TimeSpan Milliseconds(this JsonElement json, string name) =>
        new((long)Math.Round(json.Double(name) * TimeSpan.TicksPerMillisecond));
}
