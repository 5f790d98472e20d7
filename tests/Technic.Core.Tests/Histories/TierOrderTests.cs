using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>The order in which the finder asks its tiers, and what it does when the security of the bars is in doubt.</summary>
public sealed class TierOrderTests
{
    private static readonly PriceHistoryKey Key = PriceHistoryKey.Parse("AAPL_90_daily");

    private readonly MarketClock _clock = new(new FakeTimeProvider(Clocks.WednesdayEvening));
    private readonly List<string> _asked = [];

    private static PriceHistory History => new(Key, Markets.Series(Markets.Repeat(60, 10)), Clocks.WednesdayEvening, "test");

    /// <summary>A tier that answers some places of a search, with its name as the problem.</summary>
    private sealed class NamedTier(List<string> asked, string name, params int[] places) : IHistoryTier
    {
        public int Requests { get; init; }

        public int Times { get; init; } = 1;

        public async IAsyncEnumerable<SearchStep> AnswerAsync(
            HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            asked.Add($"{name} {string.Join(',', search.Open().Select(open => open.Place))}");
            for (var time = 0; time < Times; time++)
            {
                var open = search.Open().Where(key => places.Contains(key.Place)).Select(key => key.Place).ToArray();
                if (time == 0 && open.Length == 0) yield break;
                var what = time == 0 ? name : $"{name} again";
                yield return new Answered([.. (time == 0 ? open : places).Select(place => new HistoryAnswer(
                    place, new HistoryLookup(History, Tier.Provider, Requests, Problem: what)))]);
            }
        }
    }

    /// <summary>Doubts every history once, and answers with a number of requests.</summary>
    private sealed class Doubt(int requests, bool isOutdated) : ISecurityResolver
    {
        public bool IsDoubtful(PriceHistory history, in Moment moment) => true;

        public ValueTask<(int Requests, bool Outdated)> ResolveAsync(PriceHistory history, CancellationToken cancellationToken) =>
            ValueTask.FromResult((requests, isOutdated));
    }

    [Fact]
    public async Task The_tiers_are_asked_in_order_for_what_is_left()
    {
        var finder = new HistoryFinder(
            new NamedTier(_asked, "memory", 1), new NamedTier(_asked, "archive", 0, 1, 2), new NamedTier(_asked, "rows", 3),
            new NamedTier(_asked, "provider", 0, 1, 2, 3, 4));
        var search = new HistorySearch(
            [.. "ABCDE".Select(symbol => PriceHistoryKey.Parse($"{symbol}_90_daily"))], _clock.Take());

        var answers = new List<HistoryAnswer>();
        await foreach (var step in finder.FindAsync(search, default)) answers.AddRange(((Answered)step).Answers);

        Assert.Equal(["memory 0,1,2,3,4", "archive 0,2,3,4", "rows 3,4", "provider 4"], _asked);
        Assert.Equal(
            [(0, "archive"), (1, "memory"), (2, "archive"), (3, "rows"), (4, "provider")],
            answers.Select(answer => (answer.Place, answer.Lookup.Problem)).OrderBy(answer => answer.Place));
    }

    [Fact]
    public async Task No_tier_is_asked_after_the_last_answer()
    {
        var finder = new HistoryFinder(
            new NamedTier(_asked, "memory"), archive: null, new NamedTier(_asked, "rows", 0), new NamedTier(_asked, "provider", 0));

        Assert.Equal("rows", (await finder.FindAsync(Key, _clock.Take(), default)).Problem);
        Assert.Equal(["memory 0", "rows 0"], _asked);
    }

    [Fact]
    public async Task Of_two_answers_of_a_tier_the_first_counts()
    {
        var finder = new HistoryFinder(
            new NamedTier(_asked, "memory"), archive: null, new NamedTier(_asked, "rows", 0) { Times = 2 },
            new NamedTier(_asked, "provider", 0));

        Assert.Equal("rows", (await finder.FindAsync(Key, _clock.Take(), default)).Problem);
    }

    [Theory]
    [InlineData(false, 7, 1)]
    [InlineData(true, 12, 2)]
    public async Task The_requests_for_the_security_and_for_the_second_search_are_counted(bool isOutdated, int requests, int searches)
    {
        var finder = new HistoryFinder(
            new NamedTier(_asked, "memory"), archive: null, new NamedTier(_asked, "rows"),
            new NamedTier(_asked, "provider", 0) { Requests = 5 }, new Doubt(requests: 2, isOutdated));

        Assert.Equal(requests, (await finder.FindAsync(Key, _clock.Take(), default)).Requests);
        Assert.Equal(searches, _asked.Count(step => step == "provider 0"));
    }
}
