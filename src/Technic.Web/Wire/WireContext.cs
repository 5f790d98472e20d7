using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Reports;
using Technic.Web.Apis;

namespace Technic.Web.Wire;

/// <summary>
/// The documents of the API alone; those of reports are in <see cref="ReportContext"/>. The JSON and the OpenAPI description follow from
/// their properties, and the descriptions from their docstrings. What columns or fields of a table decide, bars, and the events of a scan
/// are written by functions, without an object for each value.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata, NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(FiniteConverter)])]
[JsonSerializable(typeof(EngineDocument))]
[JsonSerializable(typeof(ForgottenHistories))]
[JsonSerializable(typeof(FormulaCheckDocument))]
[JsonSerializable(typeof(ImportedCompanies))]
[JsonSerializable(typeof(IReadOnlyList<KeptStudyDocument>))]
[JsonSerializable(typeof(ReloadedDay))]
[JsonSerializable(typeof(ScanStatus))]
[JsonSerializable(typeof(IReadOnlyList<ScanStatus>))]
[JsonSerializable(typeof(StudyStatus))]
[JsonSerializable(typeof(SymbolCoverage))]
internal sealed partial class WireContext : JsonSerializerContext;
