using System.Collections.Immutable;
using Technic.Core.Scans.Requests;
using Technic.Web.Requests;

namespace Technic.Web.Mcp;

/// <summary>The arguments of tools: those of requests over HTTP, and their own.</summary>
internal static class ToolArguments
{
    public const string Symbol = "symbol", Bars = "bars", Id = "id", Wait = "wait", Search = "search", Limit = "limit";
    public const string Name = "name", Top = "top", Details = "details", Formula = "formula";

    // What only streams and clients with own lists of symbols need.
    private static readonly string[] NotForModels = ["stream", "streamRows", "planOnly", "universe", "dropped"];

    /// <summary>The symbol of a tool for one symbol.</summary>
    public static ScanField OfSymbol { get; } = ScanField.Own(Symbol, FieldKind.Text, "The ticker, e.g. AAPL or BRK.B.");

    /// <summary>The arguments of a scan.</summary>
    public static ImmutableArray<ScanField> Scan { get; } =
        [.. ScanFields.All.Where(field => field.InQuery && !NotForModels.Contains(field.Name))];
}
