using System.Text.Json;
using System.Text.Json.Serialization;

namespace Technic.Core.Reports;

/// <summary>
/// The documents that are records: the JSON follows from their properties. Technic.Web describes those of its API in OpenAPI by the same
/// properties and their docstrings. What columns of a table decide, rows and bars, is written by functions.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata, NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(FiniteConverter)])]
[JsonSerializable(typeof(IEnumerable<PresetStudyDocument>))]
[JsonSerializable(typeof(IEnumerable<StudyResultDocument>))]
[JsonSerializable(typeof(LookAheadDocument))]
[JsonSerializable(typeof(SurvivorshipDocument))]
internal sealed partial class ReportContext : JsonSerializerContext;

/// <summary>Writes <c>null</c> for a number that is not finite: a figure without a value. Such properties are nullable.</summary>
internal sealed class FiniteConverter : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is { } number && double.IsFinite(number)) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }
}
