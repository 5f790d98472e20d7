using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Reports;

/// <summary>
/// The JSON of records follows from their properties, and Technic.Web describes it in OpenAPI by the same properties and their docstrings.
/// A record that is not the JSON itself has one that is, named document. What columns of a table decide, rows and bars, is written by
/// functions.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata, NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = [typeof(FiniteConverter)])]
[JsonSerializable(typeof(CacheStatistics))]
[JsonSerializable(typeof(FormulaCatalogueDocument))]
[JsonSerializable(typeof(IEnumerable<MarketDayDocument>))]
[JsonSerializable(typeof(IEnumerable<PresetStudyDocument>))]
[JsonSerializable(typeof(IEnumerable<StudyResultDocument>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
[JsonSerializable(typeof(IReadOnlyList<AuditFinding>))]
[JsonSerializable(typeof(IReadOnlyList<ColumnDocument>))]
[JsonSerializable(typeof(IReadOnlyList<RuleOutcome>))]
[JsonSerializable(typeof(IReadOnlyList<SymbolFailure>))]
[JsonSerializable(typeof(LookAheadDocument))]
[JsonSerializable(typeof(MarketAuditDocument))]
[JsonSerializable(typeof(MarketDaysDocument))]
[JsonSerializable(typeof(Regime))]
[JsonSerializable(typeof(ScanProgress))]
[JsonSerializable(typeof(ScanSummary))]
[JsonSerializable(typeof(SurvivorshipDocument))]
[JsonSerializable(typeof(TradePlan))]
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
