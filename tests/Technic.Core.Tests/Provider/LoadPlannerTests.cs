using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Testing;

namespace Technic.Core.Tests.Provider;

/// <summary>The plan with the fewest requests.</summary>
public sealed class LoadPlannerTests : IDisposable
{
    private const int Days = 90;

    private static readonly DateOnly Wednesday = new(2026, 3, 11);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly MarketArchive _archive;

    public LoadPlannerTests()
    {
        _clock = new MarketClock(_time);
        _archive = new MarketArchive(new MemoryDocuments(), _clock, NullLoggerFactory.Instance);
    }

    public void Dispose() => _archive.Dispose();

    private LoadPlan Plan(params Wanted[] wanted)
    {
        var search = new HistorySearch(Array.ConvertAll(wanted, one => one.Key), _clock.Take()) { IsScan = true, Splits = _archive.Splits };
        for (var i = 0; i < wanted.Length; i++) search.Remember(i, known: null, wanted[i].NeededFrom?.AddDays(-1));
        return new LoadPlanner(_archive, new ScriptedSource(_time) { RequestsPerMinute = 5 }).Plan(search).Plan;
    }

    /// <summary>A key, and the first day that its stored row lacks; <c>null</c> without a row.</summary>
    private sealed record Wanted(PriceHistoryKey Key, DateOnly? NeededFrom);

    private static Wanted[] Keys(int count, DateOnly? neededFrom = null, Frequency frequency = Frequency.Daily) =>
        [.. Enumerable.Range(0, count).Select(i => new Wanted(new PriceHistoryKey(Symbol.Parse($"S{i}"), Days, frequency), neededFrom))];

    private static int Sessions => ExchangeCalendar.Nyse.SessionsBetween(Wednesday.AddDays(-Days), Wednesday).Count();

    private async Task ArchiveAsync(DateOnly from, DateOnly to)
    {
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(from, to))
            await _archive.AddAsync(
                MarketDay.Of(day, new Dictionary<Symbol, Bar> { [Symbol.Parse("S0")] = new Bar(BarTime.OfDay(day), 1, 1, 1, 1, 1) }),
                _clock.Now, 0, default);
    }

    private ValueTask KnowSplitsAsync() =>
        _archive.Known.AddAsync([], new DayRange(Wednesday.AddDays(-Days), Wednesday), _clock.Now, default);

    [Fact]
    public void As_many_symbols_as_days_and_splits_take_are_asked_one_by_one_and_one_more_by_days()
    {
        var even = Plan(Keys(Sessions + 1));
        var more = Plan(Keys(Sessions + 2));

        Assert.Equal((0, 0, Sessions + 1), (even.Days, even.SplitRequests, even.Singles));
        Assert.Equal((Sessions, 1, 0), (more.Days, more.SplitRequests, more.Singles));
        Assert.Equal(PriceSources.TimeFor(Sessions + 1, 5), more.Time);
    }

    [Fact]
    public void A_new_day_for_all_and_a_new_symbol_are_a_mixture()
    {
        var known = Keys(100, neededFrom: Wednesday);
        var stranger = Keys(1)[0];

        var plan = Plan([.. known, stranger]);

        Assert.Equal((1, Wednesday, Wednesday, 1, 1), (plan.Days, plan.FirstDay, plan.LastDay, plan.SplitRequests, plan.Singles));
    }

    [Fact]
    public void Rows_of_different_ages_are_served_by_the_days_that_most_of_them_lack()
    {
        var monday = new DateOnly(2026, 3, 9);
        var plan = Plan([.. Keys(50, Wednesday), .. Keys(50, monday), .. Keys(2, new DateOnly(2026, 1, 5))]);

        Assert.Equal((3, monday, 2), (plan.Days, plan.FirstDay, plan.Singles));
    }

    [Fact]
    public async Task What_is_archived_costs_nothing()
    {
        await ArchiveAsync(Wednesday.AddDays(-Days), Wednesday.AddDays(-1));
        Assert.Equal((1, 1), (Plan(Keys(50)).Days, Plan(Keys(50)).SplitRequests));
        await KnowSplitsAsync();
        Assert.Equal((1, 0), (Plan(Keys(50)).Days, Plan(Keys(50)).SplitRequests));
        await ArchiveAsync(Wednesday, Wednesday);
        Assert.Equal(0, Plan(Keys(50)).Requests);
    }

    [Fact]
    public void Intraday_bars_are_asked_one_by_one() =>
        Assert.Equal(
            (0, 500), (Plan(Keys(500, frequency: Frequency.Intraday)).Days, Plan(Keys(500, frequency: Frequency.Intraday)).Singles));

    /// <summary>No plan of days from some day on and single symbols is cheaper than the chosen one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_other_day_to_begin_with_is_cheaper(int seed)
    {
        var random = new Random(seed);
        var sessions = ExchangeCalendar.Nyse.SessionsBetween(Wednesday.AddDays(-Days), Wednesday).ToArray();
        for (var round = 0; round < 50; round++)
        {
            var needs = Enumerable.Range(0, random.Next(1, 150))
                .Select(_ => sessions[(int)(sessions.Length * Math.Sqrt(random.NextDouble()))]).ToArray();
            var keys = needs.Select((need, i) => new Wanted(new PriceHistoryKey(Symbol.Parse($"S{i}"), Days, Frequency.Daily), need))
                .ToArray();

            var cheapest = sessions.Select(from => sessions.Count(day => day >= from) + 1 + needs.Count(need => need < from))
                .Append(needs.Length).Min();

            Assert.Equal(cheapest, Plan(keys).Requests);
        }
    }
}
