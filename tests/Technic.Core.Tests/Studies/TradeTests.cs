using Technic.Core.Provider;
using Technic.Core.Studies;
using static Technic.Core.Tests.Studies.SmallMarket;

namespace Technic.Core.Tests.Studies;

/// <summary>Trades by rules, computed by hand.</summary>
public sealed class TradeTests
{
    private static readonly TradedHistory Flat = Closes("FLAT", 20, 20, 20, 20, 20, 20);

    private static TradeResult Trades(TradeRules rules, string where, params TradedHistory[] histories) =>
        Study(Where(where, 1) with { Trades = rules }, [.. histories, Flat]).Trades!;

    private static (double Price, double Sale, int Sessions, TradeEnd End) Of(TradeResult trades)
    {
        var trade = Assert.Single(trades.All);
        return (trade.Price, trade.SalePrice, trade.Sessions, trade.End);
    }

    [Fact]
    public void An_exit_is_sold_at_the_open_after_its_close() => Assert.Equal(
        (10.5, 12.5, 2, TradeEnd.Exit),
        Of(Trades(
            new TradeRules { Exit = "close > 12" }, "close = 10",
            Bars("A", (10, 10, 10, 10), (10.5, 11, 10, 11), (11, 13, 11, 13), (12.5, 13, 12, 12), (12, 12, 12, 12)))));

    [Fact]
    public void A_stop_is_sold_at_its_price() => Assert.Equal(
        (10, 9, 1, TradeEnd.Stop),
        Of(Trades(
            new TradeRules { Stop = 0.1, MaxHold = 4 }, "close = 11",
            Bars("A", (11, 11, 11, 11), (10, 10, 9.5, 9.6), (9.6, 9.7, 8, 8.5), (9, 9, 9, 9), (9, 9, 9, 9), (9, 9, 9, 9)))));

    [Fact]
    public void A_gap_below_the_stop_is_sold_at_the_open() => Assert.Equal(
        (10, 7, 1, TradeEnd.Stop),
        Of(Trades(
            new TradeRules { Stop = 0.1, MaxHold = 4 }, "close = 11",
            Bars("A", (11, 11, 11, 11), (10, 10, 9.5, 9.6), (7, 8, 6, 8), (9, 9, 9, 9), (9, 9, 9, 9), (9, 9, 9, 9)))));

    [Fact]
    public void After_the_longest_time_a_trade_is_sold_at_the_close() => Assert.Equal(
        (11, 13, 2, TradeEnd.MaxHold), Of(Trades(new TradeRules { MaxHold = 3 }, "close = 10", Closes("A", 10, 11, 12, 13, 14, 15))));

    [Fact]
    public void A_trade_that_nothing_ended_is_open_and_one_of_a_symbol_that_stopped_is_not()
    {
        var rules = new TradeRules { Stop = 0.5 };

        Assert.Equal((11, 15, 4, TradeEnd.Open), Of(Trades(rules, "close = 10", Closes("A", 10, 11, 12, 13, 14, 15))));
        Assert.Equal((11, 12, 1, TradeEnd.Delisted), Of(Trades(rules, "close = 10", Closes("A", 10, 11, 12))));
    }

    [Fact]
    public void Places_are_given_in_the_order_of_the_formula_and_come_free_with_a_sale()
    {
        var study = Study(
            Where("symbol = 'A' or symbol = 'B'", 1) with
            {
                Trades = new TradeRules { MaxHold = 2, Positions = 1 }, RankBy = "close", Costs = 10,
            },
            Closes("A", 10, 11, 12, 40, 41, 42), Closes("B", 30, 33, 36, 30, 33, 36));

        // The first purchase is B, whose place is free after the close of the third day: then B again, and on the fifth day nothing more.
        Assert.Equal(
            [("B", Day(0)), ("B", Day(2)), ("A", Day(4))], study.Trades!.All.Select(trade => (trade.Symbol.Text, trade.Signal)));
        Assert.Equal((36 * 0.999 / (33 * 1.001)) - 1, study.Trades.All[0].Return, 1e-12);
        Assert.NotNull(study.Trades.Equity);
    }

    [Fact]
    public void A_symbol_is_held_once()
    {
        var trades = Trades(new TradeRules { MaxHold = 5 }, "symbol = 'A'", Closes("A", 10, 11, 12, 13, 14, 15));

        Assert.Single(trades.All);
        Assert.Equal(4, trades.Skipped);
    }

    [Fact]
    public void With_capital_a_trade_is_at_most_five_percent_of_the_dollar_volume()
    {
        // 1,000 shares a day at 10 dollars: 500 dollars are 5 %. A place is 1,000 dollars.
        var study = Study(
            Where("symbol = 'A' and close = 10", 1) with
            {
                Trades = new TradeRules { MaxHold = 3, Positions = 2, Capital = 2_000 }, Costs = 100,
            },
            Closes("A", 10, 11, 11, 22, 22), Flat);

        var trade = Assert.Single(study.Trades!.All);
        Assert.Equal((0.5, 1), (trade.Filled, study.Trades.Capped));
        Assert.Equal((1.0, (2 * 0.99 / 1.01) - 1), (study.Trades.MeanBeforeCosts, study.Trades.Mean));
        // Half of one of two places doubles, and pays one percent at each end.
        var expected = (1 - (0.01 * 0.25)) * (1 + (1.0 * 0.25) - (0.01 * 0.25));
        Assert.Equal(Math.Pow(expected, 252.0 / 6) - 1, study.Trades.Equity!.Cagr, 1e-9);
    }

    [Fact]
    public void Capital_needs_positions()
    {
        var problem = Assert.Throws<Core.Scans.ScanRequestException>(() => new TradeRules { Capital = 1_000 }.Validate());

        Assert.Contains("requires positions", problem.Message, StringComparison.Ordinal);
    }
}
