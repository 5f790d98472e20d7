using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>Histories of securities that changed their ticker or were halted for long, from days with bars by ticker.</summary>
public sealed class HistoryAssemblerSecurityTests : IDisposable
{
    private const int Days = 150;
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DayRange Window = new(Wednesday.AddDays(-Days), Wednesday);
    private static readonly DateOnly[] Sessions = [.. ExchangeCalendar.Nyse.SessionsBetween(Window.From, Window.To)];
    private static readonly Symbol Oldest = Symbol.Parse("OLD");
    private static readonly Symbol Earlier = Symbol.Parse("FB");
    private static readonly Symbol Present = Symbol.Parse("META");

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly MarketArchive _archive;
    private readonly HistoryAssembler _assembler;

    public HistoryAssemblerSecurityTests()
    {
        _clock = new MarketClock(_time);
        _archive = new MarketArchive(new MemoryDocuments(), _clock, NullLoggerFactory.Instance);
        _assembler = new HistoryAssembler(_archive, _clock, "test");
    }

    public void Dispose() => _archive.Dispose();

    private static Bar BarOf(int day, double price) => new(BarTime.OfDay(Sessions[day]), price, price, price, price, 1_000);

    /// <summary>The price of the security, whatever its ticker.</summary>
    private static double PriceOf(int day) => 100 + (day / 10.0);

    private async Task FillAsync(Func<int, Dictionary<Symbol, Bar>> barsOf)
    {
        for (var day = 0; day < Sessions.Length; day++)
            await _archive.AddAsync(MarketDay.Of(Sessions[day], barsOf(day)), _clock.Now, leftOut: 0, default);
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
    }

    private async Task<PriceHistory> AssembleAsync(Symbol symbol, PriceHistory? known = null)
    {
        var search = new HistorySearch([new PriceHistoryKey(symbol, Days, Frequency.Daily)], _clock.Take()) { Splits = _archive.Splits };
        var assembly = await _assembler.AssembleAsync(search, [search.Open()[0] with { Known = known }], default);
        return Assert.Single(assembly.Histories)!;
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_history_has_the_bars_of_every_ticker_in_its_period_and_is_as_new_as_what_was_learned_last(int learnedAfter)
    {
        // OLD became FB on session 30 and META on session 60; before and after, the tickers are those of other companies.
        await FillAsync(day => new Dictionary<Symbol, Bar>
        {
            [Oldest] = BarOf(day, day < 30 ? PriceOf(day) : 3),
            [Earlier] = BarOf(day, day is >= 30 and < 60 ? PriceOf(day) : 5),
            [Present] = BarOf(day, day >= 60 ? PriceOf(day) : 900),
        });
        var (checkedAt, askedAt) = (_clock.Now, _clock.Now.AddMinutes(learnedAfter));
        TickerPeriod[] periods = [new(Oldest, new DateOnly(2012, 5, 18)), new(Earlier, Sessions[30]), new(Present, Sessions[60])];
        await _archive.Tickers.AddAsync(TickerEvents.Of(Present, askedAt, periods), default);
        _time.Advance(TimeSpan.FromMinutes(2));

        var history = await AssembleAsync(Present);

        Assert.Equal(Enumerable.Range(0, Sessions.Length).Select(PriceOf), history.Bars.Close.ToArray());
        Assert.Equal(askedAt > checkedAt ? askedAt : checkedAt, history.FetchedAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_is_continued_after_a_long_pause_is_of_one_company_only_if_that_is_known(bool isKnown)
    {
        await FillAsync(day => new Dictionary<Symbol, Bar>
        {
            [Symbol.Parse("OTHER")] = BarOf(day, 1),
            [day is <= 10 or >= 70 ? Present : Earlier] = BarOf(day, PriceOf(day)),
        });
        var fetchedAt = _clock.SettledAt(Sessions[10]);
        if (isKnown)
        {
            var events = TickerEvents.Of(Present, fetchedAt.AddDays(-1), [new TickerPeriod(Present, new DateOnly(2012, 5, 18))]);
            await _archive.Tickers.AddAsync(events, default);
        }
        var bars = BarSeries.FromBars([.. Enumerable.Range(0, 11).Select(day => BarOf(day, PriceOf(day)))]);
        var known = new PriceHistory(new PriceHistoryKey(Present, Days, Frequency.Daily), bars, fetchedAt, "test");

        var history = await AssembleAsync(Present, known);

        var expected = Enumerable.Range(0, Sessions.Length).Where(day => day >= 70 || (isKnown && day <= 10)).Select(PriceOf);
        Assert.Equal(expected, history.Bars.Close.ToArray());
    }
}
