using System.Globalization;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>A provisional result as text.</summary>
internal static class ProvisionalText
{
    /// <summary>The number of rows of a provisional table.</summary>
    public const int Rows = 10;

    private const int RowsInLine = 5;

    /// <summary>The title of a provisional table.</summary>
    public static string Title(ScanProvisional early) =>
        $"Provisional, from {TerminalText.Count(early.Sessions)} of {TerminalText.Count(early.Needed, "session")}:";

    /// <summary>The best symbols in one line.</summary>
    public static string Line(ScanProvisional early)
    {
        var best = early.Result.Rows.Take(RowsInLine)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Row.Symbol} {row.Row.Rating:0.0}"));
        var rows = early.Result.Rows.Count == 0 ? "no rows yet" : string.Join(", ", best);
        return $"{Title(early)} {rows}.";
    }
}
