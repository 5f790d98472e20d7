using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>What the memory answers of a search: exactly the keys that it has, on one thread or on all.</summary>
public sealed class MemoryTierAnswerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly HistoryKeeper _keeper;
    private readonly CacheCounters _counters;
    private readonly ListLogger<MemoryTier> _log = new();

    public MemoryTierAnswerTests()
    {
        _clock = new MarketClock(_time);
        _keeper = new HistoryKeeper(new HistoryMemory(_clock, new MemoryTierOptions(Jitter: 0)), _clock);
        _counters = new CacheCounters(_keeper.Memory);
    }

    public void Dispose() => _counters.Dispose();

    private static PriceHistoryKey Key(int number) => new(Symbol.Parse($"S{number:D3}"), 90, Frequency.Daily);

    private void Hold(int number) => _keeper.Memory.Put(
        new PriceHistory(
            Key(number), new ScriptedSource(_time).Bars(Key(number).Symbol, Frequency.Daily, new(2026, 1, 2), new(2026, 3, 11)), _clock.Now,
            "test"),
        0);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(5, 3)]
    [InlineData(128, 2)]
    [InlineData(129, 2)]
    [InlineData(129, 1)]
    [InlineData(700, 5)]
    public async Task It_answers_the_keys_that_it_has_and_leaves_the_others_open(int count, int every)
    {
        var held = Enumerable.Range(0, count).Where(i => i % every == 0).ToArray();
        foreach (var i in held) Hold(i);
        var search = new HistorySearch([.. Enumerable.Range(0, count).Select(Key)], _clock.Take());

        var answers = await HistoryFinder.AskAsync(new MemoryTier(_keeper, _counters, _log), search, CancellationToken.None);

        Assert.Equal(held, answers.Select(answer => answer.Place));
        Assert.All(answers, answer => Assert.Equal((Tier.Memory, Key(answer.Place)), (answer.Lookup.Tier, answer.Lookup.History!.Key)));
        Assert.Equal(Enumerable.Range(0, count).Except(held), search.Open().Select(open => open.Place));
    }

    [Fact]
    public async Task A_memory_without_any_of_the_keys_takes_no_step()
    {
        var search = new HistorySearch([Key(1), Key(2)], _clock.Take());

        await foreach (var step in new MemoryTier(_keeper, _counters, _log).AnswerAsync(search, CancellationToken.None))
            Assert.Fail($"There was a step: {step}.");
    }

    [Fact]
    public void A_hit_of_a_single_key_is_logged_and_a_miss_is_not()
    {
        Hold(1);
        var tier = new MemoryTier(_keeper, _counters, _log);

        Assert.NotNull(tier.TryAnswer(Key(1), _clock.Take()));
        Assert.Null(tier.TryAnswer(Key(2), _clock.Take()));

        var (level, text) = Assert.Single(_log.Messages);
        Assert.Equal(LogLevel.Debug, level);
        Assert.Contains("S001_90_daily", text, StringComparison.Ordinal);
        Assert.NotNull(new MemoryTier(_keeper, _counters, NullLogger<MemoryTier>.Instance).TryAnswer(Key(1), _clock.Take()));
    }
}
