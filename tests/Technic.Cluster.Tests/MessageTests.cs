using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Technic.Cluster.Contracts;
using Technic.Cluster.Tests.Watches;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Indicators;

namespace Technic.Cluster.Tests;

/// <summary>Messages between silos and clients, by Orleans' own serializer, and between two versions.</summary>
public sealed class MessageTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly DateTimeOffset Now = new(2026, 3, 11, 21, 0, 0, TimeSpan.Zero);

    public static TheoryData<object> Messages =>
    [
        new ScanCommand(Request, Score: "Contrary@2"),
        new ScanEvent(Started: new ScanStarted(5, 4, new DateOnly(2026, 3, 11), "synthetic", 400)),
        new ScanEvent(Planned: new ScanPlanned(3, TimeSpan.FromSeconds(9), Plan)),
        new ScanEvent(Progress: new ScanProgress(
            1, 4, new TierCounts(1, 2, 3), 1, TimeSpan.FromSeconds(1), new LoadProgress(2, 9, TimeSpan.FromMinutes(1)))),
        new ScanEvent(Progress: new ScanProgress(1, 4, new TierCounts(1, 2, 3), 1, TimeSpan.FromSeconds(1))),
        new ScanEvent(Rows: new ScanRowBatch(
            [Row("AAPL", 1, 30), Row("BRK.B", 2, 0) with { Jump = new PriceJump(new BarTime(7), 0.25, 3), StrengthReturn = null }])),
        new ScanEvent(Completed: Result),
        new ScanEvent(Provisional: new ScanProvisional(Result, 5, 60)),
        new ScanEvent(Refused: "days must be between 1 and 36525, not 0."),
        new PartitionAnswer(
            new OutcomeBatch(
            [
                new SymbolOutcome(7, Row("AAPL", 3, 5), Tier.Store),
                new SymbolOutcome(9, null, Tier.Provider, 2, IsStale: false, "no bars in the window"),
                new SymbolOutcome(8, Row("NVDA", 4, 30), Tier.Provider, 1, IsStale: true, null, PriceSourceFailure.Unavailable),
            ]),
            [9], [738_000]),
        new PartitionAnswer(
            new OutcomeBatch([new SymbolOutcome(0, Row("AAPL", 3, 5), Tier.Memory)]), [], [],
            new RowsVersion(new Guid(1, 2, 3, new byte[8]), 5), new RowsVersion(new Guid(1, 2, 3, new byte[8]), 4), [1]),
        new PartitionQuery(
            90, Frequency.Daily, null, Now, [], [], [], null, new DateOnly(2026, 3, 11), List: new Guid(1, 2, 3, new byte[8]),
            Held: new RowsVersion(new Guid(1, 2, 3, new byte[8]), 4)),
        new PartitionQuery(
            90, Frequency.Daily, new DateOnly(2026, 1, 2), Now, [1], ["AAPL"], [0], new LoadResultMessage(Tier.Provider),
            new DateOnly(2026, 3, 11), Methods: new OwnMethods(["gain@1"], "Contrary@2")),
        new LookupAnswer(new HistoryLookup(
            Postgres.Bench.History("AAPL_90_daily", bars: 3), Tier.Store, 2, IsStale: true, "late", PriceSourceFailure.Unavailable)),
        new LookupAnswer(new HistoryLookup(null, Tier.Provider, 2, IsStale: false, "gone")),
        new SiloReport("10.0.0.1:1@2", "silo", new CacheStatistics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
        new QuotaLease(3, TimeSpan.FromSeconds(2)),
        new MarketLoadAnswer(true, 4, PriceSourceFailure.Unavailable, "down"),
        new MarketAnswer(
            [new Listing(Symbol.Parse("AAPL"), "Apple", "NASDAQ", "Technology", "Phones", 3e12) { Type = "CS" }],
            new SessionBars(new DateOnly(2026, 3, 11), ["AAPL"], [1, 2, 0.5, 1.5, 100]),
            [new Split(Symbol.Parse("AAPL"), new DateOnly(2020, 8, 31), 4)], null,
            [new DayReport(new DateOnly(2026, 3, 11), DayState.Suspect, 5, 4, 1, 2, IsImported: true, Now)],
            new MarketAudit([], [new AuditFinding(FindingKind.Jump, new DateOnly(2026, 3, 11), Symbol.Parse("AAPL"), "A jump.")])),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    [MemberData(nameof(Messages), MemberType = typeof(StudyMessageTests))]
    [MemberData(nameof(Messages), MemberType = typeof(WatchMessageTests))]
    public void A_message_arrives_as_it_was_sent(object message)
    {
        var serializer = Services.GetRequiredService<Serializer>();

        Assert.Equivalent(message, serializer.Deserialize<object>(serializer.SerializeToArray(message)), strict: true);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    [MemberData(nameof(Messages), MemberType = typeof(StudyMessageTests))]
    [MemberData(nameof(Messages), MemberType = typeof(WatchMessageTests))]
    public void A_message_within_a_silo_is_the_same_instance(object message) =>
        Assert.Same(message, Services.GetRequiredService<DeepCopier>().Copy(message));

    [Fact]
    public void A_message_of_a_later_version_is_read_without_the_member_that_this_one_does_not_have()
    {
        var sent = Services.GetRequiredService<Serializer<LaterLease>>()
            .SerializeToArray(new LaterLease(3, TimeSpan.FromSeconds(2), "new", [1, 2]));

        Assert.Equal(new QuotaLease(3, TimeSpan.FromSeconds(2)), Services.GetRequiredService<Serializer<QuotaLease>>().Deserialize(sent));
    }

    [Fact]
    public void A_message_of_an_earlier_version_is_read_with_the_default_of_the_member_that_it_does_not_have()
    {
        var sent = Services.GetRequiredService<Serializer<EarlierLease>>().SerializeToArray(new EarlierLease(3));

        Assert.Equal(new QuotaLease(3, TimeSpan.Zero), Services.GetRequiredService<Serializer<QuotaLease>>().Deserialize(sent));
    }

    [Fact]
    public void A_request_of_a_version_with_fewer_or_more_fields_is_read_with_the_defaults_of_this_one()
    {
        var read = new ScanRequestConverter().ConvertFromSurrogate(new ScanRequestSurrogate { Json = """{"Days":9,"Later":[1]}""" });

        Assert.Equivalent(new ScanRequest { Days = 9 }, read, strict: true);
    }

    [Fact]
    public void Rows_of_a_version_with_one_indicator_more_are_read_without_it()
    {
        var rows = new[] { Row("AAPL", 1, 30), Row("NVDA", 2, 30) };
        var sent = RowBlock.Of(rows);
        sent.Indicators = Resized(sent.Indicators, rows.Length, IndicatorValues.Count, IndicatorValues.Count + 1);
        sent.Names = [.. sent.Names!, "Later"];

        Assert.Equivalent(rows, sent.ToRows(), strict: true);
    }

    [Fact]
    public void Rows_of_a_version_with_one_indicator_less_are_read_without_its_value()
    {
        var rows = new[] { Row("AAPL", 1, 30), Row("NVDA", 2, 30) };
        var sent = RowBlock.Of(rows);
        sent.Indicators = Resized(sent.Indicators, rows.Length, IndicatorValues.Count, IndicatorValues.Count - 1);
        sent.Names = sent.Names![..^1];

        var read = sent.ToRows();

        Assert.All(read, row => Assert.Null(row[(Indicator)(IndicatorValues.Count - 1)]));
        Assert.Equal(
            rows.Select(row => (row.Symbol, row.Close, row[Indicator.Sma20])),
            read.Select(row => (row.Symbol, row.Close, row[Indicator.Sma20])));
    }

    [Fact]
    public void Rows_of_a_version_with_an_indicator_in_the_middle_are_read_by_its_names()
    {
        var rows = new[] { Row("AAPL", 1, 30), Row("NVDA", 2, 30) };
        var sent = RowBlock.Of(rows);
        const int At = 5;
        sent.Names = [.. sent.Names![..At], "Later", .. sent.Names[At..]];
        var numbers = MemoryMarshal.Cast<byte, double>(sent.Indicators).ToArray().Chunk(IndicatorValues.Count);
        sent.Indicators = MemoryMarshal.AsBytes<double>(
            numbers.SelectMany(row => (double[])[.. row[..At], 777, .. row[At..]]).ToArray()).ToArray();

        Assert.Equivalent(rows, sent.ToRows(), strict: true);
    }

    [Fact]
    public void Rows_of_a_version_without_names_are_read_in_the_order_of_the_indicators()
    {
        var rows = new[] { Row("AAPL", 1, 30), Row("NVDA", 2, 30) };
        var sent = RowBlock.Of(rows);
        sent.Names = null;

        Assert.Equivalent(rows, sent.ToRows(), strict: true);
    }

    [Fact]
    public void Rows_of_another_layout_are_refused()
    {
        var sent = RowBlock.Of([Row("AAPL", 1, 30)]);
        sent.Layout++;

        Assert.Contains("layout 2", Assert.Throws<InvalidDataException>(() => sent.ToRows()).Message, StringComparison.Ordinal);
    }

    private static ScanRequest Request => new()
    {
        Universe = new Universe([new Listing(Symbol.Parse("AAPL"), "Apple")], new Dictionary<string, int> { ["no symbol"] = 2 }),
        Frequency = Frequency.Intraday,
        Signals = [Signal.StrongShort],
        Where = "close > 1",
        AllowShorts = false,
        Risk = new RiskBudget(1, 2, 3),
    };

    private static LoadPlan Plan =>
        new(5, 60, new DateOnly(2026, 1, 2), new DateOnly(2026, 3, 11), 1, 2, TimeSpan.FromMinutes(12)) { ListingRequests = 1 };

    private static ScanResult Result => new(
        new ScanSummary(5, 2, 1, 2, 1, TimeSpan.FromSeconds(3), 4, new TierCounts(1, 2, 2), new DateOnly(2026, 3, 11), "synthetic")
        {
            Data = DayState.Preliminary,
            Cut = new SymbolCut(3, new DateOnly(2026, 3, 11)),
            WithGaps = 1,
            Days = 400,
            IsProvisional = true,
            MarketSymbols = 7,
        },
        new Regime(MarketTrend.Up, true, RegimeSource.Breadth, 61.5),
        [
            new RankedRow(
                1, new Listing(Symbol.Parse("AAPL"), "Apple"), Row("AAPL", 5, 30), 88,
                new TradePlan(TradeDirection.Long, 10, 9, 12, 100, SizeLimit.Risk), Stale: false),
            new RankedRow(2, new Listing(Symbol.Parse("NVDA")), Row("NVDA", 6, 2), null, null, Stale: true) { Age = 2 },
        ],
        new Dictionary<string, int> { ["price"] = 1 },
        [new SymbolFailure(Symbol.Parse("GONE"), "no bars in the window")])
    {
        Jumps = [new SymbolJump(Symbol.Parse("NVDA"), new PriceJump(new BarTime(9), 0.1, 4))],
    };

    private static ScanRow Row(string symbol, int seed, int closes) => new()
    {
        Symbol = Symbol.Parse(symbol),
        AsOf = BarTime.OfDay(new DateOnly(2026, 3, 11)),
        Bars = 60 + seed,
        ComparableBars = 50 + seed,
        Gaps = seed,
        Open = 10.25 * seed,
        High = 11.5 * seed,
        Low = 9.125 * seed,
        Close = 10.5 * seed,
        Volume = 1e6 * seed,
        Indicators = new IndicatorValues(
            [.. Enumerable.Range(0, IndicatorValues.Count).Select(i => i == 3 ? double.NaN : seed + (i * 0.5))]),
        StrengthReturn = 1.5,
        Score = new Score(20, -10, 5, 0, -3, 7, 0.25 * seed, 41.5, Signal.Long),
        Closes = new Sparkline([.. Enumerable.Range(0, closes).Select(i => (double)i)]),
    };

    private static byte[] Resized(byte[] block, int rows, int columns, int wanted)
    {
        var resized = new byte[rows * wanted * sizeof(double)];
        for (var row = 0; row < rows; row++)
        {
            block.AsSpan(row * columns * sizeof(double), Math.Min(columns, wanted) * sizeof(double))
                .CopyTo(resized.AsSpan(row * wanted * sizeof(double)));
        }
        return resized;
    }
}

/// <summary>A <see cref="QuotaLease"/> of a later version.</summary>
[GenerateSerializer, Alias("technic.tests.LaterLease")]
internal sealed record LaterLease(
    [property: Id(0)] int Permits, [property: Id(1)] TimeSpan Wait, [property: Id(2)] string Reason, [property: Id(3)] int[] More);

/// <summary>A <see cref="QuotaLease"/> of an earlier version.</summary>
[GenerateSerializer, Alias("technic.tests.EarlierLease")]
internal sealed record EarlierLease([property: Id(0)] int Permits);
