using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Tests.Histories;

public sealed class PriceHistoryKeyTests
{
    [Theory]
    [InlineData("AAPL_90_daily")]
    [InlineData("NVDA_30_intraday")]
    [InlineData("BRK.B_1_daily")]
    [InlineData("AAPL_36525_daily")]
    [InlineData("AAPL_90_daily@2021-04-21")]
    public void The_text_form_is_read_and_written(string text) => Assert.Equal(text, PriceHistoryKey.Parse(text).ToString());

    [Fact]
    public void Its_parts_are_those_of_the_text() => Assert.Equal(
        new PriceHistoryKey(Symbol.Parse("NVDA"), 30, Frequency.Intraday, new DateOnly(2021, 4, 21)),
        PriceHistoryKey.Parse("NVDA_30_intraday@2021-04-21"));

    [Theory]
    [InlineData("")]
    [InlineData("AAPL")]
    [InlineData("AAPL_90")]
    [InlineData("AAPL_90_daily_2")]
    [InlineData("_90_daily")]
    [InlineData("AAPL_0_daily")]
    [InlineData("AAPL_-5_daily")]
    [InlineData("AAPL_+5_daily")]
    [InlineData("AAPL_36526_daily")]
    [InlineData("AAPL_ten_daily")]
    [InlineData("AAPL_90_weekly")]
    [InlineData("AAPL_90_daily@")]
    [InlineData("AAPL_90_daily@2021-4-21")]
    [InlineData("AAPL_90_daily@2021-04-21@")]
    [InlineData("@2021-04-21")]
    public void What_is_no_key_is_refused_in_one_sentence(string text)
    {
        Assert.False(PriceHistoryKey.TryParse(text, out var key));
        Assert.Equal(default, key);
        var refusal = Assert.Throws<FormatException>(() => PriceHistoryKey.Parse(text));
        Assert.Equal($"Invalid key '{text}': expected SYMBOL_DAYS_FREQUENCY, e.g. AAPL_90_daily.", refusal.Message);
    }

    [Fact]
    public void No_text_is_no_key() => Assert.False(PriceHistoryKey.TryParse(null, out _));

    [Theory]
    [InlineData(0, "days must be between 1 and 36525, not 0.")]
    [InlineData(1, null)]
    [InlineData(36_525, null)]
    [InlineData(36_526, "days must be between 1 and 36525, not 36526.")]
    public void The_days_of_a_key_have_bounds(long days, string? complaint) =>
        Assert.Equal(complaint, PriceHistoryKey.ComplainAboutDays(days));
}
