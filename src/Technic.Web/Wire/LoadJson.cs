using System.Text.Json;
using Technic.Core.Provider;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Web.Wire;

/// <summary>
/// The load plan in the event <c>planned</c>. Servers of earlier versions do not send it.
/// </summary>
internal static class LoadJson
{
    /// <summary>Writes the property <c>plan</c>.</summary>
    public static void WritePlan(Utf8JsonWriter json, LoadPlan plan)
    {
        json.WritePropertyName("plan");
        ScanJson.WritePlan(json, plan);
    }

    /// <summary>Reads the event <c>planned</c>.</summary>
    public static ScanPlanned ReadPlanned(JsonElement json)
    {
        var symbols = json.Int("fromProvider");
        TimeSpan? wait = json.GetProperty("waitMs").ValueKind == JsonValueKind.Null ? null : json.Milliseconds("waitMs");
        var plan = json.TryGetProperty("plan", out var detail)
            ? ReadPlan(detail, symbols, wait)
            : new LoadPlan(symbols, 0, null, null, 0, symbols, wait);
        return new ScanPlanned(symbols, wait, plan);
    }

    private static LoadPlan ReadPlan(JsonElement plan, int symbols, TimeSpan? wait)
    {
        var (days, splitRequests, singles) = (plan.Int("days"), plan.Int("splitRequests"), plan.Int("singles"));
        var singleRequests = plan.Int("requests") - days - splitRequests;
        return new LoadPlan(symbols, days, DayOrNone(plan, "firstDay"), DayOrNone(plan, "lastDay"), splitRequests, singles, wait)
        {
            SymbolsPerRequest = singleRequests < 1 ? 1 : Math.Max(1, (singles + singleRequests - 1) / singleRequests),
        };
    }

    private static DateOnly? DayOrNone(JsonElement json, string name) => json.TryGetProperty(name, out _) ? json.Day(name) : null;
}
