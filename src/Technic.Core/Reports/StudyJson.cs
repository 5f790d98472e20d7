using System.Text.Json;
using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>
/// Studies as JSON. Returns are fractions, 0.01 is one percent; <c>null</c> where there is no value. docs/study.md defines each figure.
/// </summary>
public static class StudyJson
{
    /// <summary>Writes a study as an object.</summary>
    public static void Write(Utf8JsonWriter json, StudyResult study) =>
        JsonSerializer.Serialize(json, StudyResultDocument.Of(study), ReportContext.Default.StudyResultDocument);

    /// <summary>Writes several studies as a list.</summary>
    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<StudyResult> studies) => JsonSerializer.Serialize(
        json, studies.Select(StudyResultDocument.Of), ReportContext.Default.IEnumerableStudyResultDocument);

    /// <summary>Writes a check for look-ahead: <c>{"days","differences":[{"date","symbol","inStudy"}]}</c>.</summary>
    public static void WriteCheck(Utf8JsonWriter json, int days, IReadOnlyList<LookAhead> differences) =>
        JsonSerializer.Serialize(json, LookAheadDocument.Of(days, differences), ReportContext.Default.LookAheadDocument);

    /// <summary>
    /// Writes the property <c>survivorship</c>: <c>{"condition","sessions","all":{"symbols","signals","mean","excessMean","marketCagr"},
    /// "survivors":{…}}</c>; <c>survivors</c> is <c>null</c> if no symbol has stopped.
    /// </summary>
    public static void WriteSurvivorship(Utf8JsonWriter json, Survivorship survivorship)
    {
        json.WritePropertyName("survivorship");
        JsonSerializer.Serialize(json, SurvivorshipDocument.Of(survivorship), ReportContext.Default.SurvivorshipDocument);
    }

    /// <summary>The word for the end of a trade.</summary>
    public static string NameOf(TradeEnd end) => end switch
    {
        TradeEnd.Exit => "exit",
        TradeEnd.Stop => "stop",
        TradeEnd.MaxHold => "maxHold",
        TradeEnd.Delisted => "delisted",
        TradeEnd.Open => "open",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Unknown end."),
    };
}
