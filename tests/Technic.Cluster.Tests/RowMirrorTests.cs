using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Cluster.Grains;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>
/// A scan that is repeated gets from the partitions only what has changed. Whatever changed, its rows and counts are those of a scan that
/// gets everything: one of the same symbols in another order, for which nothing is kept.
/// </summary>
public sealed class RowMirrorTests
{
    private const int Count = 120;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedMarket _market;

    public RowMirrorTests() => _market = new ScriptedMarket(_time, [.. Enumerable.Range(0, Count).Select(i => Symbol.Parse($"S{i:D4}"))]);

    [Fact]
    public async Task An_unchanged_market_has_the_same_rows()
    {
        await using var cluster = await StartAsync();
        var first = await ScanAsync(cluster);
        await ScanAsync(cluster);

        var warm = await ScanAsync(cluster);

        Assert.Equal(new TierCounts(Count, 0, 0), warm.Summary.Tiers);
        AssertSame(first, warm);
        await AssertAsWithoutMirrorAsync(cluster, warm);
    }

    [Fact]
    public async Task A_new_session_is_in_every_row()
    {
        await using var cluster = await StartAsync();
        await ScanAsync(cluster);
        Assert.All((await ScanAsync(cluster)).Rows, row => Assert.Equal(Wednesday, row.Row.AsOf.Date));

        _time.Advance(TimeSpan.FromDays(1));
        var next = await ScanAsync(cluster);

        Assert.All(next.Rows, row => Assert.Equal(Wednesday.AddDays(1), row.Row.AsOf.Date));
        await AssertAsWithoutMirrorAsync(cluster, await ScanAsync(cluster));
    }

    [Fact]
    public async Task A_day_that_the_provider_revised_overnight_is_in_the_rows()
    {
        await using var cluster = await StartAsync();
        await ScanAsync(cluster);
        var before = await ScanAsync(cluster);
        _market.EditDay = (day, bars) =>
        {
            if (day == Wednesday) bars[Symbol.Parse("S0007")] = bars[Symbol.Parse("S0007")] with { Volume = 123_456_789 };
            return 0;
        };

        _time.Advance(TimeSpan.FromHours(10));
        var after = await ScanAsync(cluster);

        Assert.Equal((Wednesday, 123_456_789), (RowOf(after, "S0007").AsOf.Date, RowOf(after, "S0007").Volume));
        Assert.Equal(RowOf(before, "S0008"), RowOf(after, "S0008"));
        await AssertAsWithoutMirrorAsync(cluster, await ScanAsync(cluster));
    }

    [Fact]
    public async Task A_memory_that_was_cleared_answers_nothing()
    {
        await using var cluster = await StartAsync();
        var first = await ScanAsync(cluster);
        await ScanAsync(cluster);

        await cluster.Client.ClearMemoryAsync(default);
        var cleared = await ScanAsync(cluster);

        Assert.Equal(new TierCounts(0, Count, 0), cleared.Summary.Tiers);
        AssertSame(first, cleared);
        Assert.Equal(new TierCounts(Count, 0, 0), (await ScanAsync(cluster)).Summary.Tiers);
    }

    [Fact]
    public async Task After_an_hour_the_memory_answers_nothing()
    {
        await using var cluster = await StartAsync();
        await ScanAsync(cluster);
        await ScanAsync(cluster);

        // Scans within the hour keep the copies of the rows, but no history gets older than an hour.
        for (var i = 0; i < 13; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(277));
            if (i < 12) Assert.Equal(new TierCounts(Count, 0, 0), (await ScanAsync(cluster)).Summary.Tiers);
        }

        Assert.Equal(new TierCounts(0, Count, 0), (await ScanAsync(cluster)).Summary.Tiers);
    }

    [Fact]
    public async Task Other_windows_days_and_prices_have_their_own_rows()
    {
        await using var cluster = await StartAsync();
        _market.Splits.Enqueue(new Split(Symbol.Parse("S0003"), new DateOnly(2026, 3, 2), 2));
        ScanRequest[] requests =
        [
            Request, Request with { Days = 420 }, Request with { AsOf = Wednesday.AddDays(-1) },
            Request with { Adjust = PriceAdjustment.None },
            Request with { Adjust = PriceAdjustment.Total },
        ];
        var firsts = new List<ScanResult>();
        foreach (var request in requests) firsts.Add(await ScanAsync(cluster, request));

        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < requests.Length; i++)
            {
                var again = await ScanAsync(cluster, requests[i]);
                AssertSame(firsts[i], again);
                await AssertAsWithoutMirrorAsync(cluster, again, requests[i]);
            }
        }
    }

    [Fact]
    public async Task Partitions_that_moved_to_another_silo_answer_in_full_there()
    {
        await using var cluster = await StartAsync();
        var first = await ScanAsync(cluster);
        await ScanAsync(cluster);

        await cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[1]);
        var moved = await ScanAsync(cluster);

        AssertSame(first, moved);
        await AssertAsWithoutMirrorAsync(cluster, await ScanAsync(cluster));
    }

    [Fact]
    public void A_partition_sends_only_what_has_changed_since_the_version_of_the_asker()
    {
        var (rows, (a, b, c)) = (new PartitionRows(Keys(3)), (Row("A"), Row("B"), Row("C")));
        var first = rows.Answer([Found(0, a), Found(1, b), Found(2, c)], null);
        Assert.Equal((null, 3), (first.Since, first.Outcomes.Outcomes.Length));

        var same = rows.Answer([Found(0, a), Found(1, b), Found(2, c)], first.Version);
        Assert.Equal((first.Version, first.Version, 0), (same.Version, same.Since, same.Outcomes.Outcomes.Length));

        var other = Row("B");
        var changed = rows.Answer([Found(0, a), Found(1, other)], first.Version);
        Assert.Same(other, Assert.Single(changed.Outcomes.Outcomes).Row);
        Assert.Equal([2], changed.Unanswered ?? []);
        Assert.NotEqual(first.Version, changed.Version);

        // An asker that missed the last answer gets it with this one.
        var later = rows.Answer([Found(0, a), Found(1, other), Found(2, null)], first.Version);
        Assert.Equal([1, 2], later.Outcomes.Outcomes.Select(outcome => outcome.Candidate));
        Assert.Equal(SymbolOutcome.NoBars, later.Outcomes.Outcomes[1].Failure);
        Assert.Null(later.Unanswered);
    }

    [Fact]
    public void A_version_of_another_activation_or_of_the_future_counts_for_nothing()
    {
        var (rows, row) = (new PartitionRows(Keys(1)), Row("A"));
        var version = rows.Answer([Found(0, row)], null).Version!;

        foreach (var held in (RowsVersion[])[version with { Epoch = Guid.NewGuid() }, version with { Number = version.Number + 1 }])
        {
            var answer = rows.Answer([Found(0, row)], held);
            Assert.Null(answer.Since);
            Assert.Same(row, Assert.Single(answer.Outcomes.Outcomes).Row);
        }
    }

    [Fact]
    public async Task A_partition_that_does_not_know_the_list_is_asked_with_the_symbols()
    {
        var part = Assert.Single(new RowMirror(Keys(1)).Parts);
        var (queries, row) = (new List<PartitionQuery>(), Row("K00"));
        await AskAsync(new PartitionLists(new HeldBytes(), _time));

        var answers = await AskAsync(new PartitionLists(new HeldBytes(), _time));

        Assert.Equal(["K00", "", "K00"], queries.Select(query => string.Join(',', query.Symbols)));
        Assert.Same(row, Assert.Single(answers).Computed);

        Task<HistoryAnswer[]> AskAsync(PartitionLists lists) => part.AskAsync(new Moment(_time.GetUtcNow(), Wednesday), query =>
        {
            queries.Add(query);
            return Task.FromResult(lists.Find(query)?.Answer([Found(0, row)], query.Held) ?? PartitionAnswer.UnknownList);
        });
    }

    [Fact]
    public async Task A_partition_of_a_version_without_versions_is_asked_in_full_every_time()
    {
        var part = Assert.Single(new RowMirror(Keys(1)).Parts);
        var queries = new List<PartitionQuery>();
        for (var i = 0; i < 2; i++)
        {
            var row = Row("K00");
            var answers = await part.AskAsync(new Moment(_time.GetUtcNow(), Wednesday), query =>
            {
                queries.Add(query);
                return Task.FromResult(new PartitionAnswer(new OutcomeBatch([new SymbolOutcome(0, row, Tier.Memory)]), [], []));
            });
            Assert.Same(row, Assert.Single(answers).Computed);
        }

        Assert.Equal(["K00", "K00"], queries.Select(query => string.Join(',', query.Symbols)));
    }

    [Fact]
    public void Lists_beyond_the_limit_are_forgotten_the_one_unused_for_longest_first()
    {
        var lists = new PartitionLists(new HeldBytes(), _time);
        var names = Enumerable.Range(0, PartitionLists.MaxLists + 1).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var name in names)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.NotNull(lists.Find(Query(name, "A")));
        }

        Assert.Null(lists.Find(Query(names[0])));
        Assert.All(names[1..], name => Assert.NotNull(lists.Find(Query(name))));
    }

    private static PartitionQuery Query(Guid list, params string[] symbols) =>
        new(90, Frequency.Daily, null, Clocks.WednesdayEvening, [], [.. symbols], [], null, Wednesday, List: list);

    /// <summary>Keys of one partition.</summary>
    private static PriceHistoryKey[] Keys(int count) =>
    [
        .. Enumerable.Range(0, 10_000).Select(i => Symbol.Parse($"K{i:D2}"))
            .Where(symbol => SymbolPartition.Of(symbol) == SymbolPartition.Of(Symbol.Parse("K00")))
            .Take(count)
            .Select(symbol => new PriceHistoryKey(symbol, 90, Frequency.Daily)),
    ];

    private static ScanRow Row(string symbol) =>
        SymbolEvaluator.Evaluate(
            Symbol.Parse(symbol),
            new ScriptedSource(TimeProvider.System).Bars(Symbol.Parse(symbol), Frequency.Daily, Wednesday.AddDays(-9), Wednesday));

    private static HistoryAnswer Found(int place, ScanRow? row) => new(place, new HistoryLookup(null, Tier.Memory), row);

    private async Task<ClusterUnderTest> StartAsync() =>
        await ClusterUnderTest.StartAsync(_market, _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());

    private static ScanRequest Request =>
        new() { Universe = Symbols(reversed: false), Days = 400, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1 };

    private static Universe Symbols(bool reversed)
    {
        var symbols = Enumerable.Range(0, Count).Select(i => new Listing(Symbol.Parse($"S{i:D4}")));
        return new Universe([.. reversed ? symbols.Reverse() : symbols]);
    }

    private static Task<ScanResult> ScanAsync(ClusterUnderTest cluster, ScanRequest? request = null) =>
        cluster.Client.ScanToEndAsync(request ?? Request, new CancellationTokenSource(Patience).Token);

    private static async Task AssertAsWithoutMirrorAsync(ClusterUnderTest cluster, ScanResult scan, ScanRequest? request = null)
    {
        var whole = await ScanAsync(cluster, (request ?? Request) with { Universe = Symbols(reversed: true) });
        AssertSame(whole, scan);
        Assert.Equal(whole.Summary.Tiers, scan.Summary.Tiers);
    }

    private static void AssertSame(ScanResult expected, ScanResult actual)
    {
        Assert.Equal(expected.Rows.Select(row => row.Row), actual.Rows.Select(row => row.Row));
        Assert.Equal((expected.Summary.Ranked, 0), (actual.Summary.Ranked, actual.Summary.Failed));
    }

    private static ScanRow RowOf(ScanResult scan, string symbol) => scan.Rows.Single(row => row.Row.Symbol.Text == symbol).Row;
}
