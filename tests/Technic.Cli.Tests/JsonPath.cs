using System.Globalization;
using System.Text.Json;

namespace Technic.Cli.Tests;

/// <summary>Finds values in JSON by paths such as <c>runs.0.summary.ranked</c>.</summary>
internal static class JsonPath
{
    public static JsonElement At(this JsonElement json, string path) => path.Split('.').Aggregate(
        json, (element, step) => int.TryParse(step, CultureInfo.InvariantCulture, out var index)
            ? element[index] : element.GetProperty(step));

    public static int Int(this JsonElement json, string path) => json.At(path).GetInt32();

    public static double Number(this JsonElement json, string path) => json.At(path).GetDouble();

    public static string? Text(this JsonElement json, string path) => json.At(path).GetString();

    public static IEnumerable<string> Names(this JsonElement json) => json.EnumerateObject().Select(property => property.Name);

    /// <summary>One value of each element of an array.</summary>
    public static IEnumerable<string?> Each(this JsonElement json, string name) =>
        json.EnumerateArray().Select(element => element.Text(name));
}
