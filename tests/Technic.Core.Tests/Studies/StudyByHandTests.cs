using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Studies;
using static Technic.Core.Tests.Studies.SmallMarket;

namespace Technic.Core.Tests.Studies;

/// <summary>Studies of markets that are small enough to compute each figure by hand.</summary>
public sealed class StudyByHandTests
{
    private const double Tolerance = 1e-12;

    /// <summary>A rises by a tenth a day, B stands still, C falls by a tenth a day.</summary>
    private static readonly TradedHistory[] Three =
        [Closes("A", 100, 110, 121, 133.1, 146.41), Closes("B", 50, 50, 50, 50, 50), Closes("C", 100, 90, 81, 72.9, 65.61)];

    [Fact]
    public void A_signal_is_bought_at_the_next_open_and_sold_at_the_close_of_the_last_session()
    {
        var study = Study(
            Where("close = 12", 1, 2),
            Bars("A", (10, 10, 10, 10), (11, 13, 9, 12), (14, 15, 13, 14.5), (16, 18, 12, 17)), Closes("B", 20, 20, 20, 20));

        Assert.Equal((1, 1, 1), (study.Signals, study.Days, study.Symbols));
        // 14.5 / 14 − 1, and 17 / 14 − 1; B gives 0.
        Assert.Equal([(14.5 / 14) - 1, (17.0 / 14) - 1], study.Horizons.Select(horizon => horizon.Mean));
        Assert.Equal(((14.5 / 14) - 1) / 2, study.Horizons[0].ExcessMean, Tolerance);
        Assert.Equal([(13.0 / 14) - 1, (12.0 / 14) - 1], study.Horizons.Select(horizon => horizon.Adverse));
        Assert.Equal([(15.0 / 14) - 1, (18.0 / 14) - 1], study.Horizons.Select(horizon => horizon.Favorable));
    }

    [Fact]
    public void With_the_entry_at_the_close_the_close_of_the_signals_day_is_paid()
    {
        var study = Study(
            Where("close = 12", 1) with { Entry = StudyEntry.Close },
            Bars("A", (10, 10, 10, 10), (11, 13, 9, 12), (14, 15, 13, 14.5)), Closes("B", 20, 20, 20));

        Assert.Equal((14.5 / 12) - 1, study.Horizons[0].Mean, Tolerance);
        // The high and the low of the signal's day were before the purchase.
        Assert.Equal((15.0 / 12) - 1, study.Horizons[0].Favorable, Tolerance);
    }

    [Fact]
    public void Only_signals_with_all_sessions_of_a_horizon_count()
    {
        var study = Study(Where("close > 0", 1, 3) with { Entry = StudyEntry.Close }, Three);

        Assert.Equal(15, study.Signals);
        Assert.Equal([12, 6], study.Horizons.Select(horizon => horizon.Signals));
    }

    [Fact]
    public void The_excess_is_the_return_minus_the_mean_return_of_all_symbols_of_the_day()
    {
        var study = Study(Where("symbol = 'A'", 1) with { Entry = StudyEntry.Close }, Three);

        Assert.Equal(0.1, study.Horizons[0].Mean, Tolerance);
        Assert.Equal(0.1, study.Horizons[0].ExcessMean, Tolerance);
        Assert.Equal(1, study.Horizons[0].ExcessPositive);
        Assert.Equal((1, 4), (study.Symbols, study.Horizons[0].Signals));
    }

    [Fact]
    public void A_symbol_that_stops_is_sold_at_its_last_price_and_counts()
    {
        var request = Where("close > 0", 2) with { Entry = StudyEntry.Close };
        var study = Study(request, Closes("DEAD", 100, 80), Closes("LIVE", 10, 10, 10, 10));

        // DEAD: 80 / 100 − 1 on the first day, 0 on the second. LIVE: 0 on two days.
        Assert.Equal((4, 2), (study.Horizons[0].Signals, study.Horizons[0].Stopped));
        Assert.Equal(-0.05, study.Horizons[0].Mean, Tolerance);
        var half = Study(request with { Delisting = -0.5 }, Closes("DEAD", 100, 80), Closes("LIVE", 10, 10, 10, 10));
        Assert.Equal((-0.6 - 0.5) / 4, half.Horizons[0].Mean, Tolerance);
    }

    [Fact]
    public void A_signal_without_a_bar_in_the_next_session_is_not_bought()
    {
        var study = Study(Where("symbol = 'A'", 2), Closes("A", 10, 0, 12, 13), Closes("B", 20, 20, 20, 20));

        Assert.Equal((3, 1), (study.Signals, study.NotBought));
        // Only the signal of the first day has two sessions after it.
        Assert.Equal(0, study.Horizons[0].Signals);
    }

    [Fact]
    public void A_sale_on_a_day_without_a_bar_is_at_the_last_close_before()
    {
        var study = Study(
            Where("close = 10", 2) with { Entry = StudyEntry.Close }, Closes("A", 10, 11, 0, 13), Closes("B", 20, 20, 20, 20));

        Assert.Equal((11.0 / 10) - 1, study.Horizons[0].Mean, Tolerance);
        Assert.Equal(0, study.Horizons[0].Stopped);
    }

    [Fact]
    public void Survivors_and_all_symbols_differ_by_exactly_the_dead_symbol()
    {
        var (dead, living) = (Closes("DEAD", 100, 50, 10, 1), new[] { Closes("A", 10, 11, 12, 13, 14, 15), Closes("B", 9, 8, 7, 6, 5, 4) });
        var request = Where("close > 0", 1, 2);

        var survivors = Study(request with { Universe = StudyUniverse.Survivors }, [dead, .. living]);
        var without = Study(request, living);
        var all = Study(request, [dead, .. living]);

        Assert.Equal(without.Horizons, survivors.Horizons);
        Assert.True(survivors.SurvivorsOnly);
        Assert.False(all.SurvivorsOnly);
        Assert.Equal(
            all.Events.Where(signal => signal.Symbol.Text != "DEAD").Select(signal => (signal.Day, signal.Symbol, signal.Returns[0])),
            survivors.Events.Select(signal => (signal.Day, signal.Symbol, signal.Returns[0])));
        Assert.Equal(4, all.Signals - survivors.Signals);
    }

    [Fact]
    public void A_split_changes_no_return_and_no_earlier_signal()
    {
        var whole = Closes("A", 100, 110, 120, 130, 140, 150);
        var split = Closes("A", 100, 110, 120, 65, 70, 75) with { Splits = [new Split(Symbol.Parse("A"), Day(3), 2)] };
        var others = Closes("B", 20, 20, 20, 20, 20, 20);
        // On its day the close was 110; adjusted for the later split it is 55.
        var request = Where("close = 110", 1, 2);

        var study = Study(request, split, others);

        Assert.Equal(1, study.Signals);
        Assert.Equal(
            Study(request, whole, others).Horizons.Select(horizon => Math.Round(horizon.Mean, 12)),
            study.Horizons.Select(horizon => Math.Round(horizon.Mean, 12)));
    }

    [Fact]
    public void Dividends_are_in_returns_with_adjust_total_but_not_in_formulas()
    {
        // 20 dollars of 100, then the price rises by a tenth: 80 to 88.
        var paying = Closes("A", 100, 100, 80, 88, 88) with { Dividends = [new Dividend(Symbol.Parse("A"), Day(2), 20)] };
        var request = Where("close = 100 and close[1] = 100", 1, 2);

        var without = Study(request with { Entry = StudyEntry.Close }, paying, Closes("B", 50, 50, 50, 50, 50));
        var with = Study(
            request with { Entry = StudyEntry.Close, Adjust = PriceAdjustment.Total }, paying, Closes("B", 50, 50, 50, 50, 50));

        Assert.Equal((1, 1), (without.Signals, with.Signals));
        Near([-0.2, -0.12], without.Horizons.Select(horizon => horizon.Mean));
        Near([0, 0.1], with.Horizons.Select(horizon => horizon.Mean));
        Assert.Contains(without.Warnings, warning => warning.StartsWith("Dividends are not included", StringComparison.Ordinal));
        Assert.DoesNotContain(with.Warnings, warning => warning.Contains("ividend", StringComparison.Ordinal));

        static void Near(double[] expected, IEnumerable<double> actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Fact]
    public void Without_SPY_there_is_no_excess_against_it_and_the_study_says_so()
    {
        var without = Study(Where("close > 0", 1) with { Entry = StudyEntry.Close }, Three);
        var with = Study(
            Where("symbol = 'A'", 1) with { Entry = StudyEntry.Close }, [.. Three, Closes("SPY", 10, 11, 11, 11, 11)]);

        Assert.True(double.IsNaN(without.Horizons[0].SpyExcessMean));
        Assert.Contains(without.Warnings, warning => warning.StartsWith("SPY is not in the data", StringComparison.Ordinal));
        // A gains a tenth in each of four sessions, SPY in the first one only.
        Assert.Equal(0.3 / 4, with.Horizons[0].SpyExcessMean, Tolerance);
        Assert.DoesNotContain(with.Warnings, warning => warning.Contains("SPY", StringComparison.Ordinal));
    }

    [Fact]
    public void A_study_of_equal_prices_has_no_spread()
    {
        var study = Study(Where("close > 0", 1) with { Spread = true, Costs = 10 }, Closes("A", 10, 10, 10, 10));

        Assert.Equal((0, (0.999 / 1.001) - 1), (study.HalfSpread, study.Horizons[0].MeanAfterSpread));
    }

    [Fact]
    public void A_price_that_bounces_between_bid_and_ask_has_their_spread()
    {
        // Bid 99 and ask 101 on all days: the closes alternate, high and low do not. The middle is 100 with a spread of two percent.
        var study = Study(
            Where("close > 0", 1) with { Spread = true },
            Bars("A", [.. Enumerable.Range(0, 60).Select(i => ((double, double, double, double)?)(100, 101, 99, i % 2 == 0 ? 101 : 99))]));

        Assert.Equal(Math.Log(101.0 / 99) / 2 * 59 / 60, study.HalfSpread, 1e-6);
    }

    [Fact]
    public void Days_before_and_after_the_time_of_a_study_give_history_and_returns_but_no_signals()
    {
        var study = Study(
            Where("close > close[1]", 1) with { From = Day(1), To = Day(2), Entry = StudyEntry.Close },
            Closes("A", 10, 11, 12, 13, 14), Closes("B", 10, 9, 8, 7, 6));

        Assert.Equal((Day(1), Day(2), 2), (study.From, study.To, study.Sessions));
        Assert.Equal(2, study.Signals);
        Assert.Equal(2, study.Horizons[0].Signals);
        Assert.Equal(((12.0 / 11) + (13.0 / 12) - 2) / 2, study.Horizons[0].Mean, Tolerance);
    }

    [Fact]
    public void Costs_are_paid_for_the_purchase_and_for_the_sale()
    {
        var study = Study(Where("symbol = 'A'", 1) with { Entry = StudyEntry.Close, Costs = 100 }, Three);

        Assert.Equal(0.1, study.Horizons[0].Mean, Tolerance);
        Assert.Equal((1.1 * 0.99 / 1.01) - 1, study.Horizons[0].MeanAfterCosts, Tolerance);
    }

    [Fact]
    public void The_portfolio_holds_the_symbols_with_a_signal_in_equal_parts()
    {
        var study = Study(
            Where("close = 100 or close = 50 and close[1] = 50 and not close[2] = 50", 2) with { Entry = StudyEntry.Close }, Three);

        // A and C are held for the second and the third session, B for the third and the fourth; a signal on the first day is B's too.
        Assert.Equal([2, 3, 1, 0], study.Portfolio.Names);
        Assert.Equal([0, 0, 0, 0], study.Portfolio.Returns.Select(value => Math.Round(value, 12)));
        Assert.Equal(0.75, study.Portfolio.Exposure);
    }

    [Fact]
    public void The_portfolio_pays_costs_for_its_turnover()
    {
        var study = Study(Where("close = 100 and symbol = 'A'", 2) with { Entry = StudyEntry.Close, Costs = 50 }, Three);

        Assert.Equal([1, 0, 1, 0], study.Portfolio.Turnover);
        Assert.Equal([0.095, 0.1, -0.005, 0], study.Portfolio.ReturnsAfterCosts.Select(value => Math.Round(value, 12)));
        Assert.Equal(1.1 * 1.1, study.Portfolio.Returns.Aggregate(1.0, (equity, value) => equity * (1 + value)), Tolerance);
    }

    [Theory]
    [InlineData("close > ", "where, position 9")]
    [InlineData("closse > 1", "Unknown column 'closse'")]
    public void An_invalid_formula_is_one_sentence(string where, string complaint)
    {
        var problem = Assert.Throws<ScanRequestException>(() => Study(Where(where, 1), Three));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_without_prices_is_reported_with_the_time_of_the_data()
    {
        var request = Where("close > 0", 1) with { From = new DateOnly(2030, 1, 1) };

        var problem = Assert.Throws<ScanRequestException>(() => Study(request, Three));

        Assert.Equal("There are no prices in that time: the data are from 2020-01-01 to 2020-01-05.", problem.Message);
    }
}
