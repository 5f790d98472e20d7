using System.Globalization;
using System.Text.Json;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Web.Wire;

/// <summary>
/// The updates of a scan as event data. The event type is the name of the update. The last event is a run (<see cref="RunJson"/>).
/// </summary>
internal static class UpdateJson
{
    public const string Started = "started";
    public const string Planned = "planned";
    public const string Progress = "progress";
    public const string Rows = "rows";
    public const string Provisional = "provisional";
    public const string Completed = "completed";

    /// <summary>The event type of an error. Its data is a problem document.</summary>
    public const string Problem = "problem";

    /// <summary>Returns the event type of an update.</summary>
    public static string TypeOf(ScanUpdate update) => update switch
    {
        ScanStarted => Started,
        ScanPlanned => Planned,
        ScanProgress => Progress,
        ScanRows => Rows,
        ScanProvisional => Provisional,
        ScanCompleted => Completed,
        _ => throw Unknown(update),
    };

    /// <summary>Writes an update, except the last one.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="update">The update.</param>
    /// <param name="advice">Advice about the request (<see cref="WindowAdvice"/>).</param>
    public static void Write(Utf8JsonWriter json, ScanUpdate update, string? advice = null)
    {
        if (update is ScanProgress progress)
        {
            JsonSerializer.Serialize(json, progress, ReportContext.Default.ScanProgress);
            return;
        }
        json.WriteStartObject();
        switch (update)
        {
            case ScanStarted started:
                json.WriteNumber("requested", started.Requested);
                json.WriteNumber("candidates", started.Candidates);
                json.WriteString("asOf", started.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteString("source", started.Source);
                json.WriteNumber("days", started.Days);
                json.WriteString("advice", advice);
                break;
            case ScanPlanned planned:
                json.WriteNumber("fromProvider", planned.FromProvider);
                if (planned.Wait is { } wait) json.WriteNumber("waitMs", wait.TotalMilliseconds);
                else json.WriteNull("waitMs");
                LoadJson.WritePlan(json, planned.Plan);
                break;
            case ScanRows rows:
                json.WriteStartArray("rows");
                foreach (var row in rows.Rows) RowJson.Write(json, row);
                json.WriteEndArray();
                break;
            case ScanProvisional provisional:
                json.WriteNumber("sessions", provisional.Sessions);
                json.WriteNumber("needed", provisional.Needed);
                ScanJson.WriteResult(json, provisional.Result, RowJson.Write);
                break;
            default:
                throw Unknown(update);
        }
        json.WriteEndObject();
    }

    /// <summary>Reads an update; <c>null</c> for an unknown type of a newer server.</summary>
    public static ScanUpdate? Read(string type, JsonElement json) => type switch
    {
        Started => new ScanStarted(json.Int("requested"), json.Int("candidates"), json.Day("asOf"), json.Text("source"), json.Int("days")),
        Planned => LoadJson.ReadPlanned(json),
        Progress => json.Deserialize(ReportContext.Default.ScanProgress),
        Rows => new ScanRows([.. json.GetProperty("rows").EnumerateArray().Select(RowJson.Read)]),
        Provisional => new ScanProvisional(RunJson.ReadResult(json), json.Int("sessions"), json.Int("needed")),
        Completed => new ScanCompleted(RunJson.Read(json).Result),
        _ => null,
    };

    private static ArgumentOutOfRangeException Unknown(ScanUpdate update) => new(nameof(update), update.GetType().Name, "Unknown update.");
}
