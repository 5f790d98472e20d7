using Technic.Core.Market;
using Technic.Core.Watches;

namespace Technic.Core.Reports;

/// <summary>The reports of watches as a table.</summary>
public static class WatchTable
{
    /// <summary>
    /// <c>watch,asOf,comparedWith,change,symbol,since,close,rating,reason,problem</c>: a record for each symbol, the news first. The change
    /// is <c>entered</c>, <c>left</c>, <c>unknown</c> or <c>stayed</c>; at the first check all symbols have <c>first</c>. A watch without
    /// symbols has one record without a symbol.
    /// </summary>
    public static ReportTable Of(IReadOnlyList<WatchState> states)
    {
        var records = states.SelectMany(RecordsOf).ToArray();
        return new ReportTable(
            [
                Texts("watch", record => record.State.Watch.Name),
                Days("asOf", record => record.State.Report?.AsOf),
                Days("comparedWith", record => record.State.Report?.ComparedWith),
                Texts("change", record => record.Change),
                Texts("symbol", record => record.Symbol?.Text),
                Days("since", record => record.Since),
                new NumberColumn("close", Array.ConvertAll(records, record => record.Match?.Close ?? double.NaN)) { Unit = "$" },
                new NumberColumn("rating", Array.ConvertAll(records, record => record.Match?.Rating ?? double.NaN)),
                Texts("reason", record => record.Reason),
                Texts("problem", record => record.State.Problem),
            ],
            new Dictionary<string, string>());

        TextColumn Texts(string name, Converter<Record, string?> value) => new(name, Array.ConvertAll(records, value));

        TimeColumn Days(string name, Func<Record, DateOnly?> value) =>
            new(name, Array.ConvertAll(records, record => value(record) is { } day ? BarTime.OfDay(day) : (BarTime?)null));
    }

    private static IEnumerable<Record> RecordsOf(WatchState state)
    {
        var records = state.Report is { } report ? RecordsOf(state, report).ToArray() : [];
        return records.Length == 0 ? [new Record(state, null, null, null)] : records;
    }

    private static IEnumerable<Record> RecordsOf(WatchState state, WatchReport report)
    {
        var entered = report.Entered.ToHashSet();
        var stayed = report.ComparedWith is null ? "first" : "stayed";
        foreach (var match in report.Matches.Where(match => entered.Contains(match.Symbol)))
            yield return new Record(state, "entered", match.Symbol, match.Since, match);
        foreach (var left in report.Left) yield return new Record(state, "left", left.Symbol, left.Since, Reason: left.Reason);
        foreach (var missed in report.Unknown)
            yield return new Record(state, "unknown", missed.Symbol, missed.Since, Reason: missed.Reason);
        foreach (var match in report.Matches.Where(match => !entered.Contains(match.Symbol)))
            yield return new Record(state, stayed, match.Symbol, match.Since, match);
    }

    private sealed record Record(
        WatchState State, string? Change, Symbol? Symbol, DateOnly? Since, WatchMatch? Match = null, string? Reason = null);
}
