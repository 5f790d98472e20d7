using System.Globalization;
using Technic.Core.Studies;
using Technic.Core.Text;

namespace Technic.Core.Reports;

/// <summary>The signals of a study, or its trades, as CSV with a header. Returns are fractions.</summary>
public static class StudyCsv
{
    /// <summary>
    /// Writes <c>date,symbol,entry,return1,excess1,…</c>, a record for each signal; an empty field where a horizon is not full.
    /// </summary>
    /// <param name="output">Where to.</param>
    /// <param name="study">The study.</param>
    /// <param name="offset">The number of first signals that are left out.</param>
    /// <param name="limit">The most signals; <c>null</c> for all.</param>
    public static void WriteEvents(TextWriter output, StudyResult study, int offset = 0, int? limit = null)
    {
        var csv = new CsvWriter(output);
        csv.Record(["date", "symbol", "entry", .. study.Request.Horizons.SelectMany(Names)]);
        foreach (var signal in study.Events.Skip(offset).Take(limit ?? int.MaxValue))
        {
            csv.Text(Date(signal.Day));
            csv.Text(signal.Symbol.Text);
            csv.Number(signal.EntryPrice);
            for (var h = 0; h < signal.Returns.Count; h++)
            {
                csv.Number(signal.Returns[h]);
                csv.Number(signal.Excess[h]);
            }
            csv.EndRecord();
        }
    }

    /// <summary>Writes <c>date,return,afterCosts,market,names,turnover</c>, a record for each session of the portfolio.</summary>
    public static void WritePortfolio(TextWriter output, PortfolioResult portfolio)
    {
        var csv = new CsvWriter(output);
        csv.Record(["date", "return", "afterCosts", "market", "names", "turnover"]);
        for (var i = 0; i < portfolio.Days.Count; i++)
        {
            csv.Text(Date(portfolio.Days[i]));
            csv.Number(portfolio.Returns[i]);
            csv.Number(portfolio.ReturnsAfterCosts[i]);
            csv.Number(portfolio.Universe[i]);
            csv.Number(portfolio.Names[i]);
            csv.Number(portfolio.Turnover[i]);
            csv.EndRecord();
        }
    }

    /// <summary>
    /// Writes <c>symbol,signal,bought,price,sold,salePrice,sessions,costs,filled,return,end</c>, a record for each trade.
    /// </summary>
    public static void WriteTrades(TextWriter output, TradeResult trades)
    {
        var csv = new CsvWriter(output);
        csv.Record(["symbol", "signal", "bought", "price", "sold", "salePrice", "sessions", "costs", "filled", "return", "end"]);
        foreach (var trade in trades.All)
        {
            csv.Text(trade.Symbol.Text);
            csv.Text(Date(trade.Signal));
            csv.Text(Date(trade.Bought));
            csv.Number(trade.Price);
            csv.Text(Date(trade.Sold));
            csv.Number(trade.SalePrice);
            csv.Number(trade.Sessions);
            csv.Number(trade.Costs);
            csv.Number(trade.Filled);
            csv.Number(trade.Return);
            csv.Text(StudyJson.NameOf(trade.End));
            csv.EndRecord();
        }
    }

    /// <summary>The names of the columns of a horizon.</summary>
    public static IEnumerable<string> Names(int sessions) =>
        [FormattableString.Invariant($"return{sessions}"), FormattableString.Invariant($"excess{sessions}")];

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
