using Technic.Core.Text;

namespace Technic.Core.Tests.Text;

public sealed class SuggestionTests
{
    private static readonly string[] Columns = ["close", "rsi14", "sma20", "sma200", "dollar_volume20"];

    [Theory]
    [InlineData("clsoe", "close")]
    [InlineData("CLOSE", "close")]
    [InlineData("rsi_14", "rsi14")]
    [InlineData("sma2", "sma20")]
    [InlineData("dolar_volme20", "dollar_volume20")]
    [InlineData("dollar", "dollar_volume20")]
    public void A_slip_of_the_keyboard_finds_its_word(string typed, string meant) =>
        Assert.Equal(meant, Suggestion.Closest(typed, Columns));

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    [InlineData("volatility")]
    public void A_word_unlike_all_others_finds_none(string typed)
    {
        Assert.Null(Suggestion.Closest(typed, Columns));
        Assert.Equal("", Suggestion.DidYouMean(typed, Columns));
    }

    [Fact]
    public void A_very_long_word_is_not_compared() =>
        Assert.Null(Suggestion.Closest(new string('a', 10_000), [new string('a', 9_999), "close"]));

    [Fact]
    public void The_suggestion_stands_behind_the_word() => Assert.Equal(" (did you mean 'close'?)", Suggestion.DidYouMean("clos", Columns));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("a cat", "an act", 2)]
    public void The_distance_counts_slips(string a, string b, int slips)
    {
        Assert.Equal(slips, Suggestion.Distance(a, b));
        Assert.Equal(slips, Suggestion.Distance(b, a));
    }
}
