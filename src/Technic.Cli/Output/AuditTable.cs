using System.Globalization;
using Technic.Core.Archive;
using Technic.Core.Reports;

namespace Technic.Cli.Output;

/// <summary>The stored market days and the findings of an audit, as tables.</summary>
internal static class AuditTable
{
    private const int MostOfAKind = 10;
    private const string Unknown = "–";

    /// <summary>Writes the findings by kind, and the totals.</summary>
    public static void Write(OutputTarget target, MarketAudit audit)
    {
        var table = Tables.New();
        foreach (var title in (ReadOnlySpan<string>)["Finding", "Day", "Symbol", "What"]) table.AddColumn(title, isNumber: false);
        foreach (var kind in audit.Findings.GroupBy(finding => finding.Kind).OrderBy(kind => kind.Key))
        {
            foreach (var finding in kind.TakeLast(MostOfAKind))
            {
                table.Row(
                    Tables.Cell(AuditJson.NameOf(finding.Kind)), Tables.Cell(Day(finding.Day)), Tables.Cell(finding.Symbol?.Text ?? ""),
                    Tables.Cell(finding.Text));
            }
            if (kind.Count() is > MostOfAKind and var count)
                table.Row(Tables.Cell(""), Tables.Cell(""), Tables.Cell(""),
                    Tables.Cell($"… and {TerminalText.Count(count - MostOfAKind)} more."));
        }
        if (audit.Findings.Count > 0) Tables.Write(target, table);
        target.Text.WriteLine(Totals(audit.Days));
        var repairable = audit.Repairable.Count;
        target.Text.WriteLine(audit.Findings.Count == 0
            ? "No findings."
            : $"{TerminalText.Count(audit.Findings.Count, "finding")}; {TerminalText.Count(repairable, "day")} can be requested again"
                + (repairable > 0 ? " with --repair." : "."));
    }

    /// <summary>Writes the days, newest first.</summary>
    public static void WriteDays(OutputTarget target, IReadOnlyList<DayReport> days)
    {
        var table = Tables.New().AddColumn("Day", isNumber: false).AddColumn("State", isNumber: false);
        foreach (var title in (ReadOnlySpan<string>)["Symbols", "With volume", "Rows dropped", "Fetched"])
            table.AddColumn(title, isNumber: true);
        table.AddColumn("Source", isNumber: false).AddColumn("Fetched at (UTC)", isNumber: false);
        foreach (var day in days.Reverse())
        {
            table.Row(
                Tables.Cell(Day(day.Day)), Tables.Cell(AuditJson.NameOf(day.State)), Tables.Cell(Number(day.Symbols)),
                Tables.Cell(Number(day.Traded)),
                Tables.Cell(TerminalText.Count(day.LeftOut)), Tables.Cell(TerminalText.Count(day.Fetches)),
                Tables.Cell(day.IsImported ? "file" : "provider"),
                Tables.Cell(day.FetchedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? Unknown));
        }
        if (days.Count > 0) Tables.Write(target, table);
        target.Text.WriteLine(Totals(days));
    }

    private static string Totals(IReadOnlyList<DayReport> days)
    {
        if (days.Count == 0) return "No market days are stored.";
        var (final, suspect) = (days.Count(day => day.State == DayState.Final), days.Count(day => day.State == DayState.Suspect));
        return $"{TerminalText.Count(days.Count, "market day")} from {Day(days[0].Day)} to {Day(days[^1].Day)}: "
            + $"{TerminalText.Count(final)} final, "
            + $"{TerminalText.Count(days.Count - final - suspect)} preliminary, {TerminalText.Count(suspect)} suspect.";
    }

    private static string Number(int? number) => number is { } known ? TerminalText.Count(known) : Unknown;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
