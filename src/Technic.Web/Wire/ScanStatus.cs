using System.Text.Json.Serialization;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Wire;

/// <summary>The status of a kept scan: its progress and, when it has ended, its summary.</summary>
/// <param name="Id">The id.</param>
/// <param name="State">The state.</param>
/// <param name="StartedAt">Time in UTC.</param>
/// <param name="EndedAt">Time in UTC.</param>
/// <param name="Advice">Columns of the request without values because the window is too short, and the required days.</param>
/// <param name="Requested">The number of symbols of the request.</param>
/// <param name="Candidates">The number of symbols to look up.</param>
/// <param name="AsOf">The last day of the data.</param>
/// <param name="Source">The price source.</param>
/// <param name="FromProvider">The number of symbols to load from the provider.</param>
/// <param name="WaitMs">Estimated time at the provider's rate limit, in milliseconds.</param>
/// <param name="Progress">The progress.</param>
/// <param name="Summary">The totals, when it has completed.</param>
/// <param name="Rows">The number of ranked rows, when it has completed.</param>
/// <param name="Problem">The error message.</param>
internal sealed record ScanStatus(
    string Id, [property: JsonConverter(typeof(WordConverter<ScanState>))] ScanState State, DateTime StartedAt, DateTime? EndedAt,
    string? Advice, int? Requested, int? Candidates, DateOnly? AsOf, string? Source, int? FromProvider, double? WaitMs,
    ScanProgress? Progress, ScanSummary? Summary, int? Rows, string? Problem)
{
    public static ScanStatus Of(KeptScan scan) => new(
        scan.Id, scan.State, scan.StartedAt.UtcDateTime, scan.EndedAt?.UtcDateTime, scan.Advice, scan.Started?.Requested,
        scan.Started?.Candidates, scan.Started?.AsOf, scan.Started?.Source, scan.Planned?.FromProvider,
        scan.Planned?.Wait?.TotalMilliseconds, scan.Progress,
        scan.Summary, scan.Summary is null ? null : scan.Rows, scan.Failure?.Message);
}
