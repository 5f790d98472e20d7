using System.Text.Json.Serialization;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Text;

namespace Technic.Web.Wire;

/// <summary>A kept study, without its result.</summary>
/// <param name="Id">The id.</param>
/// <param name="State">The state.</param>
/// <param name="Step">What is being done.</param>
/// <param name="StartedAt">Time in UTC.</param>
/// <param name="EndedAt">Time in UTC.</param>
/// <param name="Problem">The error message.</param>
internal record KeptStudyDocument(
    string Id, [property: JsonConverter(typeof(WordConverter<ScanState>))] ScanState State, string? Step, DateTime StartedAt,
    DateTime? EndedAt, string? Problem)
{
    public static KeptStudyDocument Of(KeptStudy study) => new(
        study.Id, study.State, study.Step, study.StartedAt.UtcDateTime, study.EndedAt?.UtcDateTime, study.Failure?.Message);
}

/// <summary>The status of a study and, when it has completed, its result.</summary>
internal sealed record StudyStatus : KeptStudyDocument
{
    private StudyStatus(KeptStudyDocument kept) : base(kept)
    {
    }

    /// <summary>The result; null until the study has completed.</summary>
    [JsonPropertyOrder(1)]
    public required StudyResultDocument? Study { get; init; }

    public static new StudyStatus Of(KeptStudy study) =>
        new(KeptStudyDocument.Of(study)) { Study = study.Result is { } result ? StudyResultDocument.Of(result) : null };
}
