using Technic.Core.Market.Calendar;
using System.Runtime.CompilerServices;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Indicators;

namespace Technic.Core.Tests.Rating;

public sealed class SymbolEvaluatorTests
{
    private static readonly RandomMarket Market = new(Seed: 42, Length: 300, Level: 50, Swing: 0.02, Drift: 0.001);

    [Fact]
    public void The_fused_pass_gives_exactly_what_each_indicator_gives_alone() => Markets.ForAll(Markets.Any, market =>
    {
        var bars = market.Bars();
        var table = IndicatorTable.Of(bars);
        var row = SymbolEvaluator.Evaluate(Markets.History(bars));

        foreach (var indicator in Enum.GetValues<Indicator>()) Assert.Equal(table[indicator, bars.Count - 1], row[indicator]);
    });

    [Fact]
    public void A_row_sees_nothing_of_later_bars()
    {
        var bars = Market.Bars();
        var table = IndicatorTable.Of(bars);

        for (var count = 1; count <= bars.Count; count++)
        {
            var row = SymbolEvaluator.Evaluate(Markets.Symbol, bars.Slice(0, count));
            foreach (var indicator in Enum.GetValues<Indicator>()) Assert.Equal(table[indicator, count - 1], row[indicator]);
        }
    }

    [Fact]
    public void Rows_hold_finite_numbers_or_none() => Markets.ForAll(Markets.Any, market =>
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, market.Bars());

        Assert.All(Enum.GetValues<Indicator>(), indicator => Assert.True(row[indicator] is not { } value || double.IsFinite(value)));
        Assert.InRange(row.Rating, -100, 100);
        Assert.True(row.StrengthReturn is not { } strength || double.IsFinite(strength));
        double?[] upTo100 = [row.Rsi14, row.Mfi14, row.StochasticK, row.StochasticD, row.Adx14, row.PlusDi14, row.MinusDi14];
        Assert.All(upTo100, value => Assert.InRange(value ?? 50, 0, 100 + 1e-9));
    });

    [Fact]
    public void One_history_always_gives_equal_rows()
    {
        var history = Markets.History(Market.Bars());

        Assert.Equal(SymbolEvaluator.Evaluate(history), SymbolEvaluator.Evaluate(history));
        Assert.NotEqual(SymbolEvaluator.Evaluate(history), SymbolEvaluator.Evaluate(Markets.History(Market.Bars().Slice(1, 299))));
    }

    [Fact]
    public void A_row_carries_its_last_bar()
    {
        var bars = Market.Bars();
        var row = SymbolEvaluator.Evaluate(Markets.History(bars));

        Assert.Equal(bars[299], new Bar(row.AsOf, row.Open, row.High, row.Low, row.Close, row.Volume));
        Assert.Equal((Markets.Symbol, 300), (row.Symbol, row.Bars));
        Assert.Equal(bars.Close[^30..].ToArray().Select(close => (float)close), row.Closes.ToArray());
    }

    [Fact]
    public void A_single_bar_is_evaluated()
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([10], high: [12], low: [9]));

        Assert.Equal((1, 10.0, Signal.Neutral), (row.Bars, row.Close, row.Signal));
        Assert.Null(row.Risk);
        Assert.Null(row.StrengthReturn);
        Assert.Equal(0, row.StrengthBars);
        Assert.Equal([10], row.Closes.ToArray());
    }

    [Fact]
    public void A_history_without_bars_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => SymbolEvaluator.Evaluate(Markets.History(BarSeries.Empty)));

        Assert.StartsWith("TEST has no bars", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_return_since_a_close_of_nothing()
    {
        Assert.Null(SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([0, 10])).StrengthReturn);
        Assert.Equal(0, SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([10, 10])).StrengthReturn);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    public void A_jump_is_recent_for_63_bars(int bars, bool isRecent)
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([.. Markets.Repeat(10, 5), .. Markets.Repeat(100, bars)]));

        Assert.Equal((bars, bars, isRecent), (row.Jump!.Value.Bars, row.ComparableBars, row.HasRecentJump));
    }

    [Fact]
    public void A_row_without_a_jump_has_no_recent_one()
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(Markets.Repeat(10, 5)));

        Assert.Equal((null, 5, false), (row.Jump, row.ComparableBars, row.HasRecentJump));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(40, 39)]
    [InlineData(64, 63)]
    [InlineData(300, 63)]
    public void Relative_strength_compares_63_bars_or_all_there_are(int bars, int expected)
    {
        var close = Markets.Values(bars, i => 100 + i);
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(close));

        Assert.Equal(expected, row.StrengthBars);
        Assert.Equal(100 * expected / close[^(expected + 1)], row.StrengthReturn!.Value, tolerance: 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(104)]
    [InlineData(5_000)]
    public void An_evaluation_allocates_its_row_and_nothing_else(int bars)
    {
        var history = Markets.History((Market with { Length = bars }).Bars());
        SymbolEvaluator.Evaluate(history);
        var before = GC.GetAllocatedBytesForCurrentThread();

        const int repeats = 100;
        for (var i = 0; i < repeats; i++) SymbolEvaluator.Evaluate(history);

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)repeats;
        Assert.InRange(each, Unsafe.SizeOf<IndicatorValues>() + Unsafe.SizeOf<Sparkline>(), 700);
    }

    [Fact]
    public void Fifty_thousand_bars_are_evaluated()
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, (Market with { Length = 50_000, Drift = 0 }).Bars());

        Assert.Equal(50_000, row.Bars);
        Assert.All(Enum.GetValues<Indicator>(), indicator => Assert.True(row[indicator] is { } value && double.IsFinite(value)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public void Gaps_are_the_sessions_between_the_first_and_the_last_bar_without_one(int left, int expected)
    {
        var sessions = ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2026, 1, 2), new DateOnly(2026, 3, 11)).ToArray();
        var bars = sessions.Where((_, i) => i < 10 || i >= 10 + left)
            .Select(day => new Bar(BarTime.OfDay(day), 10, 11, 9, 10, 1_000)).ToArray();

        Assert.Equal(expected, SymbolEvaluator.Evaluate(Markets.Symbol, BarSeries.FromBars(bars)).Gaps);
    }

    [Fact]
    public void Intraday_bars_have_no_gaps()
    {
        Bar[] bars =
        [
            new(BarTime.Of(new DateOnly(2026, 3, 9), new TimeOnly(9, 30)), 10, 11, 9, 10, 1),
            new(BarTime.Of(new DateOnly(2026, 3, 11), new TimeOnly(9, 30)), 10, 11, 9, 10, 1),
        ];

        Assert.Equal(0, SymbolEvaluator.Evaluate(Markets.Symbol, BarSeries.FromBars(bars)).Gaps);
    }

    [Theory]
    [InlineData(260, "")]
    [InlineData(199, "SMA 50 against SMA 200")]
    [InlineData(49, "SMA 20 against SMA 50; SMA 50 against SMA 200; Close against SMA 50")]
    [InlineData(
        5,
        "SMA 20 against SMA 50; SMA 50 against SMA 200; Close against SMA 50; RSI 14; MACD histogram against 0; Volume ratio; "
        + "5-bar return; ATR")]
    public void The_rules_without_a_value_are_named(int bars, string expected) => Assert.Equal(
        expected, Scoring.Unrated(SymbolEvaluator.Evaluate(Markets.Symbol, new RandomMarket(3, bars, 50, 0.02, 0).Bars())));

    [Fact]
    public void The_moves_of_five_minute_bars_are_rated_as_those_of_a_session()
    {
        // The same path, in sessions and in bars of five minutes whose moves are smaller by the square root of 78.
        var daily = new RandomMarket(3, 120, 50, 0.02, 0.002).Bars();
        var last = daily.Close[^1];
        var small = Enumerable.Range(0, daily.Count).Select(i =>
        {
            var (bar, start) = (daily[i], BarTime.Of(new DateOnly(2026, 3, 9), new TimeOnly(9, 30)).Minutes + (5 * i));
            return new Bar(new BarTime(start), Near(bar.Open), Near(bar.High), Near(bar.Low), Near(bar.Close), bar.Volume);
        }).ToArray();

        var (a, b) = (SymbolEvaluator.Evaluate(Markets.Symbol, daily), SymbolEvaluator.Evaluate(Markets.Symbol, BarSeries.FromBars(small)));

        Assert.Equal(a.Score.Volatility, b.Score.Volatility);
        Assert.Equal(a.Score.Breakout, b.Score.Breakout);

        double Near(double price) => last + ((price - last) / Math.Sqrt(78));
    }
}
