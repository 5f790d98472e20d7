using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

public class MemoryTierTests
{
    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;

    public MemoryTierTests() => _clock = new MarketClock(_time);

    private PriceHistory History(string symbol, int days = 90) =>
        new(new PriceHistoryKey(Symbol.Parse(symbol), days, Frequency.Daily),
            new ScriptedSource(_time).Bars(Symbol.Parse(symbol), Frequency.Daily, new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 11)),
            _time.GetUtcNow(), "scripted");

    private HistoryMemory Tier(double histories = 1_000, double jitter = 0)
    {
        var one = new HistoryMemory(_clock).Put(History("A"), 0)!.Bytes;
        return new HistoryMemory(_clock, new MemoryTierOptions((long)(one * histories), Jitter: jitter), new Random(1));
    }

    private string Held(HistoryMemory tier, params string[] symbols) =>
        string.Concat(symbols.Where(s => tier.Newest(History(s).Key) is not null));

    [Fact]
    public void A_full_memory_evicts_what_was_used_longest_ago()
    {
        var tier = Tier(histories: 3);
        foreach (var symbol in (string[])["A", "B", "C"]) tier.Put(History(symbol), 0);
        tier.Find(History("A").Key, _time.GetUtcNow());

        tier.Put(History("D"), 0);
        Assert.Equal("ACD", Held(tier, "A", "B", "C", "D"));

        tier.Find(History("C").Key, _time.GetUtcNow());
        tier.Put(History("E"), 0);
        Assert.Equal("CDE", Held(tier, "A", "B", "C", "D", "E"));
        Assert.Equal(3, tier.Count);
    }

    [Fact]
    public void It_never_holds_more_bytes_than_it_may()
    {
        var tier = Tier(histories: 10.5);
        for (var i = 0; i < 200; i++)
        {
            tier.Put(History($"S{i % 40}", days: 90 + (i % 3)), 0);
            Assert.InRange(tier.Count, 1, 10);
        }
        Assert.Equal(10, tier.Count);
    }

    [Fact]
    public void A_history_larger_than_the_whole_memory_is_not_kept()
    {
        var tier = Tier(histories: 0.5);

        Assert.Null(tier.Put(History("A"), 0));
        Assert.Equal((0, 0L), (tier.Count, tier.Bytes));
    }

    [Fact]
    public void Entries_expire_within_the_last_twentieth_of_the_hour_but_not_together()
    {
        var tier = Tier(histories: 1_000, jitter: 0.05);
        for (var i = 0; i < 400; i++) tier.Put(History($"S{i}"), 0);

        _time.Advance(TimeSpan.FromSeconds(3_420));
        Assert.Equal(400, Live());
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.InRange(Live(), 120, 280);
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(0, Live());

        int Live() => Enumerable.Range(0, 400).Count(i => tier.Find(History($"S{i}").Key, _time.GetUtcNow()) is not null);
    }

    [Fact]
    public void A_sweep_frees_what_has_expired()
    {
        var tier = Tier();
        tier.Put(History("A"), 0);
        _time.Advance(TimeSpan.FromMinutes(30));
        tier.Put(History("B"), 0);
        _time.Advance(TimeSpan.FromMinutes(30));

        tier.Sweep();

        Assert.Equal("B", Held(tier, "A", "B"));
        Assert.Equal(1, tier.Count);
    }

    [Fact]
    public void A_put_from_before_a_clear_is_refused()
    {
        var tier = Tier();
        var before = tier.Generation;
        tier.Put(History("A"), before);

        Assert.Equal(1, tier.Clear());

        Assert.Null(tier.Put(History("B"), before));
        Assert.NotNull(tier.Put(History("B"), tier.Generation));
        Assert.Equal(1, tier.Count);
    }

    [Fact]
    public void Replacing_a_history_does_not_count_it_twice()
    {
        var tier = Tier();
        var bytes = tier.Put(History("A"), 0)!.Bytes;
        tier.Put(History("A"), 0);

        Assert.Equal((1, bytes), (tier.Count, tier.Bytes));
    }
}
