using System.Text.Json;

namespace Technic.Cli.Bench;

/// <summary>Writes measurements as JSON: a list of <c>{"name","unit","median","min","max","n"}</c>.</summary>
internal static class BenchJson
{
    public static void Write(Utf8JsonWriter json, IEnumerable<Measurement> measurements)
    {
        json.WriteStartArray();
        foreach (var measurement in measurements)
        {
            json.WriteStartObject();
            json.WriteString("name", measurement.Name);
            json.WriteString("unit", measurement.Unit);
            json.WriteNumber("median", measurement.Median);
            json.WriteNumber("min", measurement.Min);
            json.WriteNumber("max", measurement.Max);
            json.WriteNumber("n", measurement.N);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
