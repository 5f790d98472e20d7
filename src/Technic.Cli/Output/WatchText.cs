using System.Globalization;
using Technic.Core.Archive;
using Technic.Core.Universes;
using Technic.Core.Watches;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>Lists of symbols and watches as text.</summary>
internal static class WatchText
{
    private const string None = "–";

    /// <summary>Writes the names of lists.</summary>
    public static void WriteLists(OutputTarget target, IReadOnlyList<SymbolList> lists)
    {
        var table = Tables.New().AddColumn("List", isNumber: false).AddColumn("Symbols", isNumber: true)
            .AddColumn("Changed", isNumber: false).AddTextColumn("Note");
        foreach (var list in lists)
        {
            table.Row(
                Tables.Cell(list.Name, Tables.Strong), Tables.Cell(Count(list.Symbols.Count)), Tables.Cell(Day(list.UpdatedAt)),
                Tables.Cell(list.Note ?? ""));
        }
        Tables.Write(target, table);
    }

    /// <summary>Writes the watches with the numbers of their last reports.</summary>
    public static void WriteWatches(OutputTarget target, IReadOnlyList<WatchState> states)
    {
        var table = Tables.New().AddColumn("Watch", isNumber: false);
        foreach (var title in (ReadOnlySpan<string>)["New", "Left", "Unknown", "Matches"]) table.AddColumn(title, isNumber: true);
        table.AddColumn("Session", isNumber: false).AddTextColumn("Note");
        foreach (var (watch, report, problem) in states.Select(state => (state.Watch, state.Report, state.Problem)))
        {
            var isFirst = report?.ComparedWith is null;
            table.Row(
                Tables.Cell(watch.Name, Tables.Strong), Tables.Cell(isFirst ? None : Count(report!.Entered.Count), Tables.Good),
                Tables.Cell(isFirst ? None : Count(report!.Left.Count)), Tables.Cell(isFirst ? None : Count(report!.Unknown.Count)),
                Tables.Cell(report is null ? None : Count(report.Matches.Count)),
                Tables.Cell(report is null ? "not checked" : Day(report.AsOf)), Tables.Cell(problem ?? watch.Note ?? ""));
        }
        Tables.Write(target, table);
    }

    /// <summary>Writes the reports of watches, the news first.</summary>
    public static void WriteReports(OutputTarget target, IReadOnlyList<WatchState> states)
    {
        for (var i = 0; i < states.Count; i++)
        {
            if (i > 0) target.Text.WriteLine();
            WriteReport(target, states[i]);
        }
    }

    private static void WriteReport(OutputTarget target, WatchState state)
    {
        target.Text.WriteLine(state.Report is { } known ? $"{state.Watch.Name}: {Head(known)}" : $"{state.Watch.Name}: not checked yet.");
        if (state.Problem is { } problem) target.Text.WriteLine($"The last check failed: {Clean(problem)}");
        if (state.Report is not { } report) return;
        var entered = report.Entered.ToHashSet();
        var table = Tables.New().AddColumn("Change", isNumber: false).AddColumn("Symbol", isNumber: false)
            .AddColumn("Since", isNumber: false).AddColumn("Close", isNumber: true).AddColumn("Rating", isNumber: true)
            .AddTextColumn("Reason");
        foreach (var match in report.Matches.Where(match => entered.Contains(match.Symbol))) Add("new", match);
        foreach (var left in report.Left) AddMissed("left", left);
        foreach (var missed in report.Unknown) AddMissed("unknown", missed);
        foreach (var match in report.Matches.Where(match => !entered.Contains(match.Symbol))) Add("", match);
        if (table.Rows.Count > 0) Tables.Write(target, table);

        void Add(string change, WatchMatch match) => table.Row(
            Tables.Cell(change, Tables.Good), Tables.Cell(match.Symbol.Text, Tables.Strong), Tables.Cell(Day(match.Since)),
            Tables.Cell(match.Close.ToString("#,##0.00", CultureInfo.InvariantCulture)),
            Tables.Cell(match.Rating.ToString("0", CultureInfo.InvariantCulture)), Tables.Cell(""));

        void AddMissed(string change, MissedMatch missed) => table.Row(
            Tables.Cell(change, Tables.Quiet), Tables.Cell(missed.Symbol.Text), Tables.Cell(Day(missed.Since)), Tables.Cell(""),
            Tables.Cell(""), Tables.Cell(missed.Reason));
    }

    private static string Head(WatchReport report)
    {
        var news = report.ComparedWith is { } earlier
            ? $"{Count(report.Entered.Count)} new and {Count(report.Left.Count)} left since {Day(earlier)}"
                + (report.Unknown.Count > 0 ? $", {Count(report.Unknown.Count)} unknown" : "")
            : "first check, so nothing to compare with";
        var data = report.Data == DayState.Final ? "" : $", {report.Data.ToString().ToLowerInvariant()}";
        var stale = report.Stale > 0 ? $"; {Count(report.Stale)} stale" : "";
        return $"{Count(report.Matches.Count)} of {Count(report.Requested, "symbol")} match; {news}. Prices as of {Day(report.AsOf)}{data} "
            + $"({report.Source}); {Count(report.Failed)} failed{stale}.";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
