using System.Globalization;
using System.Text.Json;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Web.Wire;

/// <summary>
/// What a scan tells while it runs, as the data of an event; the event's type is the update's name. The end is a run
/// (<see cref="RunJson"/>).
/// </summary>
internal static class UpdateJson
{
    public const string Started = "started";
    public const string Planned = "planned";
    public const string Progress = "progress";
    public const string Rows = "rows";
    public const string Completed = "completed";

    /// <summary>The type of the event that ends a stream without a result; its data is a problem document.</summary>
    public const string Problem = "problem";

    /// <summary>The type of an update's event.</summary>
    public static string TypeOf(ScanUpdate update) => update switch
    {
        ScanStarted => Started,
        ScanPlanned => Planned,
        ScanProgress => Progress,
        ScanRows => Rows,
        ScanCompleted => Completed,
        _ => throw Unknown(update),
    };

    /// <summary>Writes an update that is not the last one.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="update">The update.</param>
    /// <param name="advice">What there is to say of the request (<see cref="WindowAdvice"/>).</param>
    public static void Write(Utf8JsonWriter json, ScanUpdate update, string? advice = null)
    {
        json.WriteStartObject();
        switch (update)
        {
            case ScanStarted started:
                json.WriteNumber("requested", started.Requested);
                json.WriteNumber("candidates", started.Candidates);
                json.WriteString("asOf", started.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteString("source", started.Source);
                json.WriteString("advice", advice);
                break;
            case ScanPlanned planned:
                json.WriteNumber("fromProvider", planned.FromProvider);
                if (planned.Wait is { } wait) json.WriteNumber("waitMs", wait.TotalMilliseconds);
                else json.WriteNull("waitMs");
                LoadJson.WritePlan(json, planned.Plan);
                break;
            case ScanProgress progress:
                json.WriteNumber("done", progress.Done);
                json.WriteNumber("candidates", progress.Candidates);
                ScanJson.WriteTiers(json, progress.Tiers);
                json.WriteNumber("failed", progress.Failed);
                json.WriteNumber("elapsedMs", progress.Elapsed.TotalMilliseconds);
                if (progress.Load is { } load) LoadJson.WriteProgress(json, load);
                break;
            case ScanRows rows:
                json.WriteStartArray("rows");
                foreach (var row in rows.Rows) RowJson.Write(json, row);
                json.WriteEndArray();
                break;
            default:
                throw Unknown(update);
        }
        json.WriteEndObject();
    }

    /// <summary>Reads an update; <c>null</c> when the type is of a newer server and can be passed over.</summary>
    public static ScanUpdate? Read(string type, JsonElement json) => type switch
    {
        Started => new ScanStarted(json.Int("requested"), json.Int("candidates"), json.Day("asOf"), json.Text("source")),
        Planned => LoadJson.ReadPlanned(json),
        Progress => new ScanProgress(
            json.Int("done"), json.Int("candidates"), RunJson.ReadTiers(json), json.Int("failed"), json.Milliseconds("elapsedMs"), LoadJson.ReadProgress(json)),
        Rows => new ScanRows([.. json.GetProperty("rows").EnumerateArray().Select(RowJson.Read)]),
        Completed => new ScanCompleted(RunJson.Read(json).Result),
        _ => null,
    };

    private static ArgumentOutOfRangeException Unknown(ScanUpdate update) => new(nameof(update), update.GetType().Name, "No such update.");
}
