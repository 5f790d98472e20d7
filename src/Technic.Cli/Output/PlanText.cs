using Technic.Core.Provider;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>Describes the API requests that a scan needs.</summary>
internal static class PlanText
{
    public static IEnumerable<string> Lines(LoadPlan plan)
    {
        if (plan.Requests == 0)
        {
            yield return "No API requests needed: all price histories are cached.";
            yield break;
        }
        yield return $"{Count(plan.Symbols, "symbol")} to load with {Count(plan.Requests, "API request")}: {Parts(plan)}.";
        yield return plan.Time is not { } time
            ? "No rate limit."
            : time == TimeSpan.Zero ? "No waiting time at the rate limit." : $"Estimated time at the rate limit: {Time(time)}.";
    }

    /// <summary>The parts of the plan: <c>62 whole-market days (2025-12-09 to 2026-03-09), 1 for splits, 3 single symbols</c>.</summary>
    public static string Parts(LoadPlan plan) => Join(Days(plan), Splits(plan), Singles(plan));

    /// <summary>The parts of the plan without the requests for splits, whose number is an estimate.</summary>
    public static string Prices(LoadPlan plan) => Join(Days(plan), Singles(plan));

    private static string Join(params IEnumerable<string?> parts) => string.Join(", ", parts.OfType<string>());

    private static string? Days(LoadPlan plan) => plan.Days > 0 ? $"{Count(plan.Days, "whole-market day")} ({Span(plan)})" : null;

    private static string? Splits(LoadPlan plan) => plan.SplitRequests > 0 ? $"{Count(plan.SplitRequests)} for splits" : null;

    private static string? Singles(LoadPlan plan) => plan.Singles > 0 ? Count(plan.Singles, "single symbol") : null;

    private static string Span(LoadPlan plan) =>
        plan.FirstDay == plan.LastDay ? $"{plan.LastDay:yyyy-MM-dd}" : $"{plan.FirstDay:yyyy-MM-dd} to {plan.LastDay:yyyy-MM-dd}";
}
