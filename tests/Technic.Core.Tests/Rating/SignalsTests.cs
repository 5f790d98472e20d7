using Technic.Core.Rating;

namespace Technic.Core.Tests.Rating;

public sealed class SignalsTests
{
    [Fact]
    public void Every_signal_is_listed_under_its_name_the_strongest_long_one_first()
    {
        Assert.Equal([Signal.StrongLong, Signal.Long, Signal.Neutral, Signal.Short, Signal.StrongShort], Signals.All);
        Assert.Equal(["StrongLong", "Long", "Neutral", "Short", "StrongShort"], Signals.Names);
        Assert.All(Signals.All, signal => Assert.Equal(signal, Signals.Parse(signal.Name())));
        Assert.Equal(Signals.Names, Signals.All.Select(signal => signal.Name()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((Signal)7).Name());
    }

    [Theory]
    [InlineData("stronglong", Signal.StrongLong)]
    [InlineData("Strong Long", Signal.StrongLong)]
    [InlineData("STRONG-SHORT", Signal.StrongShort)]
    [InlineData("strong_short", Signal.StrongShort)]
    [InlineData(" neutral ", Signal.Neutral)]
    public void Case_and_what_separates_the_words_do_not_count(string name, Signal expected)
    {
        Assert.Equal(expected, Signals.Parse(name));
        Assert.Null(Signals.Complaint(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("buy")]
    [InlineData("long!")]
    [InlineData("strong.long")]
    public void An_unknown_name_is_refused(string name)
    {
        Assert.False(Signals.TryParse(name, out var signal));
        Assert.Equal(Signal.Neutral, signal);
        Assert.Equal(Signals.Complaint(name), Assert.Throws<FormatException>(() => Signals.Parse(name)).Message);
    }

    [Fact]
    public void A_refusal_lists_the_signals_and_suggests_the_one_that_was_meant()
    {
        Assert.Equal("Unknown signal 'buy': expected StrongLong, Long, Neutral, Short or StrongShort.", Signals.Complaint("buy"));
        Assert.StartsWith(
            "Unknown signal 'StrongLng' (did you mean 'StrongLong'?): ", Signals.Complaint("StrongLng"), StringComparison.Ordinal);
        Assert.NotNull(Signals.Complaint(null));
    }

    [Fact]
    public void A_name_of_up_to_64_characters_is_read()
    {
        Assert.True(Signals.TryParse("long".PadLeft(64), out _));
        Assert.False(Signals.TryParse("long".PadLeft(65), out _));
    }
}
