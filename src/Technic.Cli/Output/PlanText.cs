using Technic.Core.Provider;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>What a scan would ask the provider for, in a few words for a person.</summary>
internal static class PlanText
{
    public static IEnumerable<string> Lines(LoadPlan plan)
    {
        if (plan.Requests == 0)
        {
            yield return "No request is needed: memory and store have every price history.";
            yield break;
        }
        yield return $"{Count(plan.Symbols, "symbol")} must be asked of the provider, in {Count(plan.Requests, "request")}: {Parts(plan)}.";
        yield return plan.Time is not { } time
            ? "There is no quota to wait for."
            : time == TimeSpan.Zero ? "The quota lets them out at once." : $"Under the quota that takes about {Time(time)}.";
    }

    /// <summary>What the requests are for: <c>62 whole-market days (2025-12-09 to 2026-03-09), 1 for splits, 3 single symbols</c>.</summary>
    public static string Parts(LoadPlan plan) => string.Join(", ", ((IEnumerable<string?>)[Days(plan), Splits(plan), Singles(plan)]).OfType<string>());

    /// <summary>The same without the splits, whose number is only foretold.</summary>
    public static string Prices(LoadPlan plan) => string.Join(", ", ((IEnumerable<string?>)[Days(plan), Singles(plan)]).OfType<string>());

    private static string? Days(LoadPlan plan) => plan.Days > 0 ? $"{Count(plan.Days, "whole-market day")} ({Span(plan)})" : null;

    private static string? Splits(LoadPlan plan) => plan.SplitRequests > 0 ? $"{Count(plan.SplitRequests)} for splits" : null;

    private static string? Singles(LoadPlan plan) => plan.Singles > 0 ? Count(plan.Singles, "single symbol") : null;

    private static string Span(LoadPlan plan) =>
        plan.FirstDay == plan.LastDay ? $"{plan.LastDay:yyyy-MM-dd}" : $"{plan.FirstDay:yyyy-MM-dd} to {plan.LastDay:yyyy-MM-dd}";
}
