using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

public sealed class KnownTickersTests
{
    private static readonly Symbol Meta = Symbol.Parse("META");
    private static readonly Symbol Coke = Symbol.Parse("KO");

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MemoryDocuments _documents = new();
    private readonly ListLogger<KnownTickers> _log = new();
    private readonly MarketClock _clock;
    private int _changes;

    public KnownTickersTests() => _clock = new MarketClock(_time);

    private KnownTickers Begin() => new(_documents, _clock, _log) { Changed = () => _changes++ };

    private static TickerEvents Answer(Symbol symbol, DateTimeOffset at) =>
        TickerEvents.Of(symbol, at, [new TickerPeriod(symbol, new DateOnly(2012, 5, 18))]);

    [Fact]
    public async Task An_answer_is_believed_for_ninety_days()
    {
        var tickers = Begin();
        Assert.False(tickers.IsKnown(Meta));
        await tickers.AddAsync(Answer(Meta, _clock.Now), default);
        Assert.Equal((true, false), (tickers.IsKnown(Meta), tickers.IsKnown(Coke)));

        _time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromTicks(1));
        Assert.True(tickers.IsKnown(Meta));
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.False(tickers.IsKnown(Meta));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task An_answer_more_than_an_hour_ahead_of_the_clock_is_not_believed(int ticks, bool isKnown)
    {
        var tickers = Begin();

        await tickers.AddAsync(Answer(Meta, _clock.Now.AddHours(1).AddTicks(ticks)), default);

        Assert.Equal(isKnown, tickers.IsKnown(Meta));
    }

    [Fact]
    public async Task What_two_processes_have_asked_about_is_known_to_a_third()
    {
        var (one, other) = (Begin(), Begin());
        await one.AddAsync(Answer(Meta, _clock.Now), default);
        await other.AddAsync(Answer(Coke, _clock.Now), default);

        var third = Begin();
        Assert.True(await third.RefreshAsync(default));

        Assert.Equal((true, true), (third.IsKnown(Meta), third.IsKnown(Coke)));
        Assert.Equal(Meta, third.Tickers.EventsOf(Meta)!.TickerOn(new DateOnly(2012, 5, 18)));
    }

    [Fact]
    public async Task Every_further_answer_is_told_once_and_a_read_that_brings_nothing_is_not()
    {
        var tickers = Begin();
        await tickers.AddAsync(Answer(Meta, _clock.Now), default);
        Assert.Equal(1, _changes);

        await tickers.AddAsync(Answer(Coke, _clock.Now), default);
        Assert.Equal(2, _changes);
        await tickers.RefreshAsync(default);
        await tickers.RefreshAsync(default);

        Assert.Equal(2, _changes);
    }
}
