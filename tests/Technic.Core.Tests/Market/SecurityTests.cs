using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Tests.Market;

/// <summary>META was FB until June 9, 2022; another company had the ticker META until January.</summary>
public sealed class SecurityTests
{
    private static readonly Symbol Meta = Symbol.Parse("META");
    private static readonly Symbol Fb = Symbol.Parse("FB");
    private static readonly DateOnly Listed = new(2012, 5, 18);
    private static readonly DateOnly Renamed = new(2022, 6, 9);
    private static readonly DateOnly Gone = new(2022, 1, 28);
    private static readonly DateOnly From = new(2021, 6, 1);
    private static readonly DateOnly To = new(2022, 8, 1);
    private static readonly DateTimeOffset AskedAt = new(2022, 8, 1, 21, 0, 0, TimeSpan.Zero);

    private static TickerBook Book(params (Symbol Ticker, DateOnly From)[] periods) => TickerBook.Empty.With(
        TickerEvents.Of(Meta, AskedAt, periods.Select(period => new TickerPeriod(period.Ticker, period.From))));

    private static TickerBook Renames { get; } = Book((Meta, Renamed), (Fb, Listed));

    /// <summary>Bars whose price is that of a day.</summary>
    private static BarSeries Bars(DateOnly from, DateOnly to, Func<DateOnly, double> price) => BarSeries.FromBars(
    [
        .. ExchangeCalendar.Nyse.SessionsBetween(from, to)
            .Select(day => new Bar(BarTime.OfDay(day), price(day), price(day), price(day), price(day), 1_000)),
    ]);

    private static (BarSeries Bars, Security Believed) Join(TickerBook book, BarSeries meta, BarSeries fb, params KnownSplit[] splits) =>
        book.Of(Meta, To).Join(ticker => ticker == Meta ? meta : fb, ticker => [.. splits.Where(known => known.Split.Symbol == ticker)]);

    private static DateOnly First(BarSeries bars) => bars.Times[0].Date;

    [Fact]
    public void A_ticker_stands_for_the_company_that_has_it_on_a_day()
    {
        Assert.Equal([Fb, Meta], Renames.Of(Meta, To).Periods.Select(period => period.Ticker));
        Assert.Equal([Fb], Renames.Of(Fb, Renamed.AddDays(-1)).Periods.Select(period => period.Ticker));
        Assert.False(Renames.Of(Meta, Renamed.AddDays(-1)).IsKnown);
        Assert.False(Renames.Of(Fb, Renamed).IsKnown);
        Assert.False(Renames.Of(Symbol.Parse("KO"), To).IsKnown);
        Assert.False(Renames.Of(Fb, Listed.AddDays(-1)).IsKnown);
    }

    [Fact]
    public void Repeated_and_unordered_events_are_one_sequence()
    {
        var events = Book((Meta, Renamed), (Meta, Renamed.AddDays(30)), (Fb, Listed), (Fb, Listed)).EventsOf(Meta)!;

        Assert.Equal([new TickerPeriod(Fb, Listed), new TickerPeriod(Meta, Renamed)], events.Periods.AsEnumerable());
    }

    [Fact]
    public void Bars_are_those_of_each_ticker_in_its_period()
    {
        var (meta, fb) = (Bars(From, Gone, _ => 15).Append(Bars(Renamed, To, _ => 190)), Bars(From, Renamed.AddDays(-1), _ => 200));

        var (bars, believed) = Join(Renames, meta, fb);

        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(From, To), bars.Times.ToArray().Select(time => time.Date));
        Assert.All(Enumerable.Range(0, bars.Count), i => Assert.Equal(bars.Times[i].Date < Renamed ? 200 : 190, bars.Close[i]));
        Assert.Equal(Renames.Of(Meta, To).Periods.AsEnumerable(), believed.Periods);
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(70, true)]
    public void Without_events_a_long_pause_ends_a_company(int days, bool isCut)
    {
        var meta = Bars(From, Gone, _ => 15).Append(Bars(Gone.AddDays(days), To, _ => 15));

        var (bars, _) = Join(TickerBook.Empty, meta, BarSeries.Empty);

        Assert.Equal(isCut ? ExchangeCalendar.Nyse.FirstSessionOnOrAfter(Gone.AddDays(days)) : From, First(bars));
    }

    [Fact]
    public void With_events_a_long_pause_is_a_gap()
    {
        var meta = Bars(From, Gone, _ => 15).Append(Bars(Renamed, To, _ => 15));

        Assert.Equal(From, First(Join(Book((Meta, Listed)), meta, BarSeries.Empty).Bars));
    }

    [Fact]
    public void Bars_before_the_first_day_of_a_security_are_another_companys_unless_they_lead_to_it()
    {
        var (apart, joined) = (Bars(From, Gone, _ => 15).Append(Bars(Renamed, To, _ => 15)), Bars(From, To, _ => 15));

        Assert.Equal(Renamed, First(Join(Book((Meta, Renamed)), apart, BarSeries.Empty).Bars));
        Assert.Equal(From, First(Join(Book((Meta, Renamed)), joined, BarSeries.Empty).Bars));
    }

    [Theory]
    [InlineData(200, 190, null, true)]
    [InlineData(200, 80, null, false)]
    [InlineData(200, 400, null, false)]
    [InlineData(200, 20, 10.0, true)] // a split on the day of the change
    [InlineData(200, 190, 10.0, false)]
    public void An_earlier_ticker_is_joined_when_its_prices_lead_to_the_later_ones(
        double before, double after, double? ratio, bool isJoined)
    {
        KnownSplit[] splits = ratio is { } times ? [new KnownSplit(new Split(Meta, Renamed, times), AskedAt)] : [];

        var (bars, believed) = Join(Renames, Bars(Renamed, To, _ => after), Bars(From, Renamed.AddDays(-1), _ => before), splits);

        Assert.Equal(isJoined ? From : Renamed, First(bars));
        Assert.Equal(isJoined ? 2 : 1, believed.Periods.Length);
    }

    [Fact]
    public void An_earlier_ticker_that_had_stopped_long_before_is_not_joined()
    {
        var (bars, _) = Join(Renames, Bars(Renamed, To, _ => 190), Bars(From, Gone, _ => 200));

        Assert.Equal(Renamed, First(bars));
    }

    [Fact]
    public void Actions_are_those_of_each_ticker_in_its_period_and_count_once_on_the_day_of_the_change()
    {
        KnownSplit Of(Symbol ticker, DateOnly day, double ratio) => new(new Split(ticker, day, ratio), AskedAt);
        KnownSplit[] splits =
        [
            Of(Fb, new(2021, 9, 1), 2), Of(Fb, Renamed, 3), Of(Fb, new(2022, 7, 1), 5),
            Of(Meta, new(2021, 9, 1), 7), Of(Meta, Renamed, 3), Of(Meta, new(2022, 7, 1), 11),
        ];

        var actions = Renames.Of(Meta, To).Actions<KnownSplit>(
            ticker => [.. splits.Where(known => known.Split.Symbol == ticker)], known => known.Split.ExecutionDate);

        Assert.Equal([2, 3, 11], actions.Select(known => known.Split.Ratio));
    }

    [Fact]
    public void Three_tickers_and_a_return_to_the_first_are_one_security()
    {
        var (twx, aol) = (Symbol.Parse("TWX"), Symbol.Parse("AOL"));
        DateOnly[] changes = [new(2021, 9, 1), new(2022, 2, 1)];
        var book = TickerBook.Empty.With(TickerEvents.Of(twx, AskedAt, [new(twx, Listed), new(aol, changes[0]), new(twx, changes[1])]));
        var own = Bars(From, changes[0].AddDays(-1), _ => 50).Append(Bars(changes[1], To, _ => 52));
        var other = Bars(changes[0], changes[1].AddDays(-1), _ => 51);
        var security = book.Of(twx, To);

        var (bars, _) = security.Join(ticker => ticker == twx ? own : other, _ => []);

        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(From, To), bars.Times.ToArray().Select(time => time.Date));
        Assert.Equal([(aol, new DayRange(changes[0], changes[1].AddDays(-1)))], security.Earlier(new DayRange(From, To)));
    }
}
