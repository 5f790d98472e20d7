using System.Collections.Immutable;

namespace Technic.Web.Mcp;

/// <summary>The tools of the MCP server, in the order of their list.</summary>
internal static class McpTools
{
    /// <summary>What a model should know before it calls a tool.</summary>
    public const string Instructions =
        "Technic scans the US stock market for technical setups, from daily bars. Prices are adjusted for splits. Begin with scan; explain "
        + "shows why a symbol has its rating; study shows what followed a condition in the past; watches show which symbols newly meet "
        + "one. Conditions and columns are written in one "
        + "formula language: call check_formula before a long one, and formulas and columns for what exists. An answer names the day of "
        + "its data (asOf), its source, and whether data is stale or preliminary: include that in a report. A source "
        + "whose name begins with synthetic has invented prices: say so. An error names the possible "
        + "values: repair the call and try again. Dates are New York dates, e.g. 2026-03-11. Results are statistics of the past, not "
        + "advice.";

    public static ImmutableArray<ToolDescription> All { get; } =
        [.. ScanTools.All, .. StudyTools.All, .. ReferenceTools.All, .. ListTools.All, .. WatchTools.All];
}
