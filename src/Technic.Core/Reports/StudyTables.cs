using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>The signals, sessions and trades of a study as tables. Returns are fractions.</summary>
public static class StudyTables
{
    /// <summary>
    /// The signals: <c>date,symbol,entry,return1,excess1,…</c>, a record for each signal; no value where a horizon is not full.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="offset">The number of first signals that are left out.</param>
    /// <param name="limit">The most signals; <c>null</c> for all.</param>
    public static ReportTable Signals(StudyResult study, int offset = 0, int? limit = null)
    {
        StudyEvent[] events = [.. study.Events.Skip(offset).Take(limit ?? int.MaxValue)];
        var columns = new List<ReportColumn>
        {
            Dates("date", [.. events.Select(signal => signal.Day)]),
            new TextColumn("symbol", [.. events.Select(signal => signal.Symbol.Text)]),
            new NumberColumn("entry", [.. events.Select(signal => signal.EntryPrice)]) { Unit = "$" },
        };
        for (var h = 0; h < study.Request.Horizons.Count; h++)
        {
            var (index, sessions) = (h, study.Request.Horizons[h].ToString(CultureInfo.InvariantCulture));
            columns.Add(new NumberColumn($"return{sessions}", [.. events.Select(signal => signal.Returns[index])]));
            columns.Add(new NumberColumn($"excess{sessions}", [.. events.Select(signal => signal.Excess[index])]));
        }
        return new ReportTable(columns, FactsOf(study));
    }

    /// <summary>
    /// The sessions of the portfolio: <c>date,return,afterCosts,market,names,turnover</c>, a record for each session.
    /// </summary>
    public static ReportTable Portfolio(StudyResult study)
    {
        var portfolio = study.Portfolio;
        return new ReportTable(
            [
                Dates("date", portfolio.Days),
                new NumberColumn("return", [.. portfolio.Returns]),
                new NumberColumn("afterCosts", [.. portfolio.ReturnsAfterCosts]),
                new NumberColumn("market", [.. portfolio.Universe]),
                new NumberColumn("names", [.. portfolio.Names.Select(names => (double)names)]),
                new NumberColumn("turnover", [.. portfolio.Turnover]),
            ],
            FactsOf(study));
    }

    /// <summary>
    /// The trades: <c>symbol,signal,bought,price,sold,salePrice,sessions,costs,filled,return,end</c>, a record for each trade.
    /// </summary>
    public static ReportTable Trades(StudyResult study, TradeResult trades)
    {
        var all = trades.All;
        return new ReportTable(
            [
                new TextColumn("symbol", [.. all.Select(trade => trade.Symbol.Text)]),
                Dates("signal", [.. all.Select(trade => trade.Signal)]),
                Dates("bought", [.. all.Select(trade => trade.Bought)]),
                new NumberColumn("price", [.. all.Select(trade => trade.Price)]) { Unit = "$" },
                Dates("sold", [.. all.Select(trade => trade.Sold)]),
                new NumberColumn("salePrice", [.. all.Select(trade => trade.SalePrice)]) { Unit = "$" },
                new NumberColumn("sessions", [.. all.Select(trade => (double)trade.Sessions)]),
                new NumberColumn("costs", [.. all.Select(trade => trade.Costs)]),
                new NumberColumn("filled", [.. all.Select(trade => trade.Filled)]),
                new NumberColumn("return", [.. all.Select(trade => trade.Return)]),
                new TextColumn("end", [.. all.Select(trade => StudyJson.NameOf(trade.End))]),
            ],
            FactsOf(study));
    }

    private static TimeColumn Dates(string name, IReadOnlyList<DateOnly> days) =>
        new(name, [.. days.Select(day => (BarTime?)BarTime.OfDay(day))]);

    private static Dictionary<string, string> FactsOf(StudyResult study) => new()
    {
        ["formula"] = study.Formula,
        ["from"] = Text(study.From),
        ["asOf"] = Text(study.To),
        ["signals"] = study.Signals.ToString(CultureInfo.InvariantCulture),
        ["survivorsOnly"] = study.SurvivorsOnly ? "true" : "false",
    };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
