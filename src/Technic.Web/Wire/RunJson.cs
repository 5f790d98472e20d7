using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Web.Wire;

/// <summary>
/// The result of a scan and the cache statistics after it: an element of <c>runs</c> in <see cref="ScanJson"/>, with the rows of
/// <see cref="RowJson"/>.
/// </summary>
internal static class RunJson
{
    /// <summary>Writes a run.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="run">The run.</param>
    /// <param name="advice">Advice about the request (<see cref="WindowAdvice"/>), as the property <c>advice</c>.</param>
    public static void Write(Utf8JsonWriter json, MeasuredScan run, string? advice = null) =>
        ScanJson.WriteRun(json, run, RowJson.Write, more => more.WriteString("advice", advice));

    public static MeasuredScan Read(JsonElement json) => new(
        ReadResult(json), json.GetProperty("statistics").Deserialize(ReportContext.Default.CacheStatistics)!);

    /// <summary>Reads a result from the properties of a run.</summary>
    public static ScanResult ReadResult(JsonElement json) => new(
        json.GetProperty("summary").Deserialize(ReportContext.Default.ScanSummary)!,
        json.GetProperty("regime").Deserialize(ReportContext.Default.Regime),
        [.. json.GetProperty("rows").EnumerateArray().Select(RowJson.ReadRanked)],
        json.GetProperty("filtered").Deserialize(ReportContext.Default.IReadOnlyDictionaryStringInt32)!,
        json.GetProperty("failures").Deserialize(ReportContext.Default.IReadOnlyListSymbolFailure)!)
    {
        Jumps = json.TryGetProperty("jumps", out var jumps)
            ? [.. jumps.EnumerateArray().Select(jump => new SymbolJump(Symbol.Parse(jump.Text("symbol")), RowJson.ReadJump(jump)))]
            : [],
    };
}
