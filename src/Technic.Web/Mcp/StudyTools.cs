using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Studies;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Wire;

namespace Technic.Web.Mcp;

/// <summary>The tools for studies.</summary>
internal static class StudyTools
{
    private const int UsualWait = 20, MaxWait = 60;
    private const string NoStudies = "The engine of this server has no studies; use a server that runs its engine in its own process.";

    private static ScanField OfWait { get; } = ScanField.Own(
        ToolArguments.Wait, FieldKind.Integer, $"Seconds to wait for the result, 0 to {MaxWait} (default: {UsualWait}).") with
    {
        Minimum = 0, Maximum = MaxWait, Default = UsualWait,
    };

    private static ScanField OfDetails { get; } = ScanField.Own(
        ToolArguments.Details, FieldKind.Boolean,
        "Whether to return the figures by year, sector, regime and dollar volume and by session too: long (default: false).");

    public static ImmutableArray<ToolDescription> All { get; } =
    [
        new("study", "Study a condition",
            "Start a study: what followed a condition (where) on all days of the past, compared with the market. Waits for the result for "
            + "a while; if it takes longer, returns the id for study_result.",
            [.. StudyFields.All, OfWait, OfDetails], ToolAnswers.OfStudy, StartStudyAsync)
        {
            Defaults = StudyRequest.EveryRow, IsReadOnly = false, IsIdempotent = false,
        },
        new("study_result", "Result of a study",
            "The status of a study and, when it has completed, its result.",
            [ScanField.Own(ToolArguments.Id, FieldKind.Text, "The id of the study."), OfWait, OfDetails], ToolAnswers.OfStudy,
            StudyResultAsync)
        {
            Required = [ToolArguments.Id],
        },
    ];

    private static async ValueTask<Action<Utf8JsonWriter>> StartStudyAsync(ToolCall call)
    {
        var study = RequestedStudy.Of(call.Draft(new ScanDraft { Request = StudyRequest.EveryRow }), call.Options, call.Today).Study;
        if (study is { Scan.Where: null, RankBy: null })
            throw new ScanRequestException("A study needs a condition: where, a preset, or a formula to rank by (rankBy).");
        var (wait, details) = (WaitOf(call), call.Flag(ToolArguments.Details));
        var jobs = call.Service<StudyJobs>();
        if (!jobs.IsPossible) throw new ScanRequestException(NoStudies);
        var started = await jobs.StartAsync(study, call.Caller, call.Cancellation).ConfigureAwait(false);
        return await AfterAsync(call, started, wait, details).ConfigureAwait(false);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> StudyResultAsync(ToolCall call)
    {
        call.Draft();
        var (wait, details) = (WaitOf(call), call.Flag(ToolArguments.Details));
        var jobs = call.Service<StudyJobs>();
        var study = await jobs.FindAsync(call.Text(ToolArguments.Id), call.Caller, call.Cancellation).ConfigureAwait(false)
            ?? throw new ScanRequestException("Unknown or expired study. Start it again with the tool study.");
        return await AfterAsync(call, study, wait, details).ConfigureAwait(false);
    }

    private static TimeSpan WaitOf(ToolCall call) => TimeSpan.FromSeconds(call.Integer(ToolArguments.Wait, UsualWait, 0, MaxWait));

    /// <summary>The answer about a study when it has ended, or after a time.</summary>
    private static async ValueTask<Action<Utf8JsonWriter>> AfterAsync(
        ToolCall call, KeptStudy study, TimeSpan wait, bool details)
    {
        var (time, jobs) = (call.Service<TimeProvider>(), call.Service<StudyJobs>());
        var end = time.GetUtcNow() + wait;
        while (study.State == ScanState.Running && time.GetUtcNow() is var now && now < end)
        {
            study = await jobs.WaitAsync(study, end - now, call.Cancellation).ConfigureAwait(false)
                ?? throw new ScanRequestException("The study was deleted. Start it again with the tool study.");
        }
        var source = await call.SourceAsync().ConfigureAwait(false);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("asOf", study.Result is { } result ? $"{result.To:yyyy-MM-dd}" : null);
            json.WriteString("source", source);
            json.WriteString("next", study.State == ScanState.Running ? $"Call study_result with id {study.Id}." : null);
            json.WritePropertyName("status");
            var status = StudyStatus.Of(study);
            JsonSerializer.Serialize(json, details ? status : Short(status), WireContext.Default.StudyStatus);
            json.WriteEndObject();
        };
    }

    /// <summary>The status with the figures of all signals only.</summary>
    private static StudyStatus Short(StudyStatus status) => status with
    {
        Study = status.Study is { } study
            ? study with { ByYear = [], BySector = [], ByRegime = [], ByDollarVolume = [], Decay = [] } : null,
    };
}
