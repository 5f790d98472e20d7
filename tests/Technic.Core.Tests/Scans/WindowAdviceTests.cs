using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Scans;

public sealed class WindowAdviceTests
{
    private static readonly DateOnly Day = new(2021, 4, 21);

    [Fact]
    public void A_window_too_short_for_the_condition_is_told_with_one_that_would_do() =>
        Assert.Equal(
            "sma200 has no value in any row: 150 days contain 102 bars, but 200 are required, which 290 days contain.",
            WindowAdvice.For(new ScanRequest { Where = "close > sma200 and rsi14 < 40" }, 150, Day));

    [Fact]
    public void The_days_that_would_do_do() =>
        Assert.Null(WindowAdvice.For(new ScanRequest { Where = "close > sma200 and rsi14 < 40" }, 290, Day));

    [Fact]
    public void The_order_needs_values_too_and_several_columns_are_told_together() =>
        Assert.Equal(
            "macdSignal and roc63 have no value in any row: 30 days contain 22 bars, but 64 are required, which 100 days contain.",
            WindowAdvice.For(new ScanRequest { Where = "macdSignal > 0", Sort = "roc63" }, 30, Day));

    [Theory]
    [InlineData("rating", null)]
    [InlineData("relativeStrength", "bars > 5")]
    [InlineData("fromHigh252", "fromLow252 > 1")]
    public void Columns_that_make_do_with_what_there_is_need_no_advice(string sort, string? where) =>
        Assert.Null(WindowAdvice.For(new ScanRequest { Sort = sort, Where = where }, 5, Day));

    [Fact]
    public void Intraday_windows_hold_far_more_bars_than_days() =>
        Assert.Null(WindowAdvice.For(new ScanRequest { Sort = "sma200", Frequency = Frequency.Intraday }, 5, Day));

    [Fact]
    public void A_window_at_the_calendars_beginning_ends_there() =>
        Assert.NotNull(WindowAdvice.For(new ScanRequest { Sort = "sma200" }, 5, new DateOnly(1990, 2, 1)));
}
