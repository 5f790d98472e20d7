using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Testing;

namespace Technic.Core.Tests.Provider;

/// <summary>Replays that are requested symbol by symbol from a provider that adjusts their bars for every split until today.</summary>
public sealed class LaterSplitsTests : IDisposable
{
    private static readonly Symbol Acme = Symbol.Parse("ACME");
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly BarSeries Bars = BarSeries.FromBars([new Bar(BarTime.OfDay(Monday), 25, 26, 24, 25, 4_000)]);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedMarket _market;
    private readonly MarketProcess _process;
    private readonly Core.Provider.LaterSplits _later;

    public LaterSplitsTests()
    {
        _market = new ScriptedMarket(_time, [Acme]);
        _process = new MarketProcess(_market, _time, new MemoryDocuments(), new MemoryHistoryStore());
        _later = new Core.Provider.LaterSplits(_process.Archive, _process.Loader);
    }

    public void Dispose() => _process.Dispose();

    private async Task<double> CloseOfMondayAsync(DateOnly executed, DateOnly? replay)
    {
        _market.Splits.Enqueue(new Split(Acme, executed, 4));
        await _process.Loader.LoadSplitsAsync(Monday.AddDays(-30), _process.Clock.Now, default);
        await _process.Archive.Known.ImportAsync([new Split(Acme, executed, 4)], Monday.AddDays(-30), _process.Clock.Now, default);
        return _later.TakeBack(new PriceHistoryKey(Acme, 30, Frequency.Daily, replay), Bars, _process.Clock.Take()).Close[0];
    }

    [Theory]
    [InlineData(0, 25)] // executed on the replay's own day: its prices are adjusted for it
    [InlineData(1, 100)]
    [InlineData(2, 100)] // today
    [InlineData(3, 25)] // announced for tomorrow: the provider has not adjusted for it
    public async Task A_split_between_a_replays_last_day_and_today_is_taken_back(int daysAfterMonday, double close) =>
        Assert.Equal(close, await CloseOfMondayAsync(Monday.AddDays(daysAfterMonday), replay: Monday));

    [Fact]
    public async Task Nothing_is_taken_back_outside_a_replay() =>
        Assert.Equal(25, await CloseOfMondayAsync(Monday.AddDays(1), replay: null));
}
