using System.Text.Json.Serialization;
using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>What a series of returns amounts to; fractions, a year of 252 sessions.</summary>
/// <param name="Cagr">The compound return a year.</param>
/// <param name="Volatility">The standard deviation of the returns, of a year.</param>
/// <param name="Sharpe">The mean return divided by the standard deviation, of a year; without an interest rate.</param>
/// <param name="MaxDrawdown">The deepest fall from an earlier high of the equity, e.g. −0.25; 0 for none.</param>
public sealed record PerformanceFigures(double? Cagr, double? Volatility, double? Sharpe, double? MaxDrawdown)
{
    public static PerformanceFigures Of(Performance performance) =>
        new(performance.Cagr, performance.Volatility, performance.Sharpe, performance.MaxDrawdown);
}

/// <summary>The portfolio of the signals, without costs.</summary>
/// <param name="Cagr">The compound return a year.</param>
/// <param name="Volatility">The standard deviation of the returns, of a year.</param>
/// <param name="Sharpe">The mean return divided by the standard deviation, of a year; without an interest rate.</param>
/// <param name="MaxDrawdown">The deepest fall from an earlier high of the equity.</param>
/// <param name="Exposure">The share of sessions in which it holds a symbol.</param>
/// <param name="Sessions">The number of sessions that a signal is held.</param>
/// <param name="Names">The mean number of symbols held.</param>
/// <param name="Turnover">The mean turnover of a session.</param>
/// <param name="AfterCosts">After costs.</param>
/// <param name="AfterSpread">After costs and spread; null if the spread is not a cost.</param>
/// <param name="Market">All symbols in equal parts.</param>
public sealed record StudyPortfolioFigures(
    double? Cagr, double? Volatility, double? Sharpe, double? MaxDrawdown, double? Exposure, int Sessions, double? Names, double? Turnover,
    PerformanceFigures AfterCosts, PerformanceFigures? AfterSpread, PerformanceFigures Market)
{
    public static StudyPortfolioFigures Of(PortfolioResult portfolio)
    {
        var gross = portfolio.Gross;
        return new StudyPortfolioFigures(
            gross.Cagr, gross.Volatility, gross.Sharpe, gross.MaxDrawdown, portfolio.Exposure, portfolio.Sessions,
            portfolio.Names.Count == 0 ? null : portfolio.Names.Average(),
            portfolio.Turnover.Count == 0 ? null : portfolio.Turnover.Average(), PerformanceFigures.Of(portfolio.AfterCosts),
            portfolio.AfterSpread is { } afterSpread ? PerformanceFigures.Of(afterSpread) : null,
            PerformanceFigures.Of(portfolio.Market));
    }
}

/// <summary>The trades by rules; returns are fractions after costs.</summary>
/// <param name="Trades">The number of trades.</param>
/// <param name="Skipped">The signals for which there was no place, or whose symbol was held.</param>
/// <param name="Mean">The mean return.</param>
/// <param name="MeanBeforeCosts">The mean return without costs.</param>
/// <param name="Capped">The trades that bought less than their place.</param>
/// <param name="Filled">The mean part of its place that a trade bought.</param>
/// <param name="Positive">The share of returns above 0.</param>
/// <param name="ProfitFactor">The sum of the positive returns divided by that of the negative ones, without sign.</param>
/// <param name="Sessions">The mean number of sessions.</param>
/// <param name="Ends">Trades by their end.</param>
/// <param name="Equity">Places of equal size.</param>
public sealed record StudyTrades(
    int Trades, int Skipped, double? Mean, double? MeanBeforeCosts, int Capped, double? Filled, double? Positive, double? ProfitFactor,
    double? Sessions, IReadOnlyDictionary<string, int> Ends,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PerformanceFigures? Equity)
{
    public static StudyTrades Of(TradeResult trades) => new(
        trades.All.Count, trades.Skipped, trades.Mean, trades.MeanBeforeCosts, trades.Capped, trades.MeanFilled, trades.Positive,
        trades.ProfitFactor, trades.MeanSessions,
        trades.All.CountBy(trade => trade.End).OrderBy(end => end.Key).ToDictionary(end => StudyJson.NameOf(end.Key), end => end.Value),
        trades.Equity is { } equity ? PerformanceFigures.Of(equity) : null);
}

/// <summary>How well a formula orders the symbols of a day.</summary>
/// <param name="Formula">The formula.</param>
/// <param name="Horizons">The horizons.</param>
public sealed record StudyRanks(string Formula, IReadOnlyList<StudyRankHorizon> Horizons)
{
    public static StudyRanks Of(RankResult ranks) => new(ranks.Formula, [.. ranks.Horizons.Select(StudyRankHorizon.Of)]);
}

/// <summary>One horizon of an order.</summary>
/// <param name="Sessions">The horizon.</param>
/// <param name="Days">The days with enough symbols.</param>
/// <param name="Deciles">The mean excess of each decile, as a fraction; the smallest values of the formula first.</param>
/// <param name="Spread">The mean of the excess of the last decile minus that of the first one, by day.</param>
/// <param name="SpreadT">The mean spread divided by its standard error.</param>
/// <param name="Ic">The mean rank correlation of the formula and the return, by day.</param>
/// <param name="IcT">The mean rank correlation divided by its standard error.</param>
/// <param name="Monotonicity">The rank correlation of the deciles and their means: 1 if each is above the one before.</param>
public sealed record StudyRankHorizon(
    int Sessions, int Days, IReadOnlyList<double?> Deciles, double? Spread, double? SpreadT, double? Ic, double? IcT, double? Monotonicity)
{
    public static StudyRankHorizon Of(RankHorizon horizon) => new(
        horizon.Sessions, horizon.Days, [.. horizon.Quantiles], horizon.Spread, horizon.SpreadT, horizon.Ic, horizon.IcT,
        horizon.Monotonicity);
}
