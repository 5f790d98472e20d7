using System.Text;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Studies.Partitions;
using Technic.Testing;

namespace Technic.Core.Tests.Studies;

/// <summary>Studies whose bars are in partitions elsewhere, of which each has only its own symbols.</summary>
public sealed class PartitionTests
{
    private static readonly string[] Sectors = ["Technology", "Energy", "Health Care"];

    /// <summary>A market with gaps, splits, delisted symbols, symbols that begin later, and SPY.</summary>
    private static TradedHistory[] RandomMarket(int seed)
    {
        const int Days = 320;
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, 90).Select(i => i == 0 ? "SPY" : $"{(char)('A' + (i % 26))}{(char)('A' + (i / 26))}Q").Select(name =>
            {
                var (first, last) = name == "SPY" ? (0, Days) : (random.Next(0, 60), random.Next(4) == 0 ? random.Next(120, Days) : Days);
                var days = new (double, double, double, double)?[Days];
                var (close, hasGaps) = (20 + (80 * random.NextDouble()), random.Next(3) == 0);
                for (var day = first; day < last; day++)
                {
                    var open = close * (1 + ((random.NextDouble() - 0.5) * 0.01));
                    close *= 1 + ((random.NextDouble() - 0.49) * 0.06);
                    if (hasGaps && day > first && random.Next(10) == 0) continue;
                    days[day] = (open, Math.Max(open, close) * 1.01, Math.Min(open, close) * 0.99, close);
                }
                var history = SmallMarket.Bars(name, days);
                var listing = history.Listing with { Sector = Sectors[random.Next(Sectors.Length)] };
                Split[] splits = random.Next(5) == 0 ? [new Split(listing.Symbol, SmallMarket.Day(random.Next(100, 300)), 2)] : [];
                return history with { Listing = listing, Splits = splits };
            }),
        ];
    }

    private static StudyRequest Traded { get; } = SmallMarket.Where("close > sma(10)", 1, 10) with
    {
        RankBy = "roc(10)",
        Trades = new TradeRules { Exit = "close < sma(5)", Stop = 0.08, MaxHold = 15, Positions = 4, Capital = 1e6 },
    };

    public static TheoryData<StudyRequest> Requests =>
    [
        SmallMarket.Where("close > highest(close, 20)[1]", 1, 5, 20),
        SmallMarket.Where("close < sma(10)", 3) with { Entry = StudyEntry.Close, Delisting = -0.3, Costs = 10, Spread = true },
        Traded,
        SmallMarket.Where("close > SPY.close or sector = 'Energy'", 5) with
        {
            Universe = StudyUniverse.Survivors, From = SmallMarket.Day(80), To = SmallMarket.Day(250), Parts = new WalkForward(3, 1),
        },
        SmallMarket.Where("rating > 0 and rsi14 < 60", 2) with { Trades = new TradeRules { StopOfPlan = true } },
        SmallMarket.Where("false", 5),
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_study_has_the_bits_of_one_that_has_all_bars(StudyRequest request)
    {
        var histories = RandomMarket(7);
        var partitions = new SeparatePartitions(histories);

        var expected = await RunOf(histories, null).RunAsync([request], _ => { }, default);
        var actual = await RunOf([], partitions, histories).RunAsync([request], _ => { }, default);

        Assert.Equal(Bits(expected), Bits(actual));
        Assert.Equal(expected[0].Events.Select(Text), actual[0].Events.Select(Text));
        Assert.Equal(SymbolPartition.Count, partitions.Outlines);
    }

    [Fact]
    public async Task Variants_have_the_bits_of_those_that_have_all_bars()
    {
        var histories = RandomMarket(8);
        StudyRequest[] requests =
            [.. StudyGrid.Parse(["n=5,10,20"]).Of(SmallMarket.Where("close > highest(close, n)[1]", 1, 5) with { RankBy = "roc(n)" })];

        var expected = await RunOf(histories, null).RunAsync(requests, _ => { }, default);
        var actual = await RunOf([], new SeparatePartitions(histories), histories).RunAsync(requests, _ => { }, default);

        Assert.Equal(Bits(expected), Bits(actual));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Where_a_partition_is_lost_the_study_computes_itself(int lostStep)
    {
        var histories = RandomMarket(9);
        var partitions = new SeparatePartitions(histories) { LostStep = lostStep };

        var expected = await RunOf(histories, null).RunAsync([Traded], _ => { }, default);
        var actual = await RunOf(histories, partitions).RunAsync([Traded], _ => { }, default);

        Assert.Equal(Bits(expected), Bits(actual));
    }

    [Fact]
    public async Task A_formula_that_uses_a_symbol_without_prices_is_refused_in_its_sentence()
    {
        var histories = RandomMarket(3);

        var problem = await Assert.ThrowsAsync<ScanRequestException>(() => RunOf([], new SeparatePartitions(histories), histories)
            .RunAsync([SmallMarket.Where("close > NOSUCH.close", 5)], _ => { }, default));

        Assert.Equal("A formula uses NOSUCH, which has no prices.", problem.Message);
    }

    [Fact]
    public void Findings_that_are_cut_off_are_not_read()
    {
        var market = StudyMarket.Of(RandomMarket(4));
        var symbols = market.Outline.Symbols.Select(symbol => symbol.Listing.Symbol).Where(
            symbol => SymbolPartition.Of(symbol) == SpyPartition);
        var query = new FindingsQuery([Traded with { Spread = true }], [.. symbols], 0, market.Days.Count, WithUniverse: true);
        var bytes = PartitionCodec.Encode(new StudyPartition(market, SpyPartition).Find(query, default));

        Assert.Equal(bytes, PartitionCodec.Encode(PartitionCodec.Decode(bytes)));
        for (var length = 0; length < bytes.Length; length += 1 + (bytes.Length / 200))
            Assert.Throws<EndOfStreamException>(() => PartitionCodec.Decode(bytes[..length]));
    }

    private static int SpyPartition => SymbolPartition.Of(Symbol.Parse("SPY"));

    /// <summary>A run with the bars of some histories here; what is known of the symbols is that of all.</summary>
    private static StudyRun RunOf(
        IReadOnlyList<TradedHistory> here, IStudyPartitions? partitions, IReadOnlyList<TradedHistory>? all = null) => new(
        new HeldHistories(here), _ => ValueTask.FromResult<IReadOnlyList<Listing>>([.. (all ?? here).Select(history => history.Listing)]),
        new MemoryDocuments(), new TimerTrackingTimeProvider(Clocks.WednesdayEvening), partitions);

    private static string Bits(IReadOnlyList<StudyResult> results) =>
        string.Join('\n', results.Select(result => Encoding.UTF8.GetString(StudyCodec.Encode(result))));

    private static string Text(StudyEvent signal) =>
        $"{signal.Day:O} {signal.Symbol} {signal.EntryPrice:R} {string.Join(' ', signal.Returns)} {string.Join(' ', signal.Excess)}";

    /// <summary>
    /// The partitions of a market as other machines have them: each reads its own symbols, and its findings travel as bytes.
    /// </summary>
    private sealed class SeparatePartitions(TradedHistory[] histories) : IStudyPartitions
    {
        public int Outlines { get; private set; }

        /// <summary>The step in which the last partition is lost: 0 the outline, 1 the search, 2 the moves.</summary>
        public int? LostStep { get; init; }

        public Task<MarketOutline?> OutlineAsync(StudyPrices prices, CancellationToken cancellationToken)
        {
            MarketOutline[] outlines = [.. Enumerable.Range(0, SymbolPartition.Count).Select(
                partition => WithoutListings(StudyMarket.OutlineOf(OwnOf(partition, []))))];
            Outlines += outlines.Length;
            return Task.FromResult(LostStep == 0 ? null : MarketOutline.Of(outlines));
        }

        public Task<bool> FindAsync(
            StudyPrices prices, MarketOutline market, IReadOnlyList<(int Partition, FindingsQuery Query)> queries,
            Action<int, PartitionFindings> take, CancellationToken cancellationToken)
        {
            var listings = market.Symbols.ToDictionary(symbol => symbol.Listing.Symbol, symbol => symbol.Listing);
            foreach (var (partition, query) in queries)
            {
                if (LostStep == 1 && partition == queries[^1].Partition) return Task.FromResult(false);
                var own = OwnOf(partition, [.. Study.OtherSymbolsOf(query.Requests)])
                    .Select(history => history with { Listing = listings[history.Listing.Symbol] });
                var found = new StudyPartition(StudyMarket.Of([.. own], market.Days), partition).Find(query, cancellationToken);
                take(partition, PartitionCodec.Decode(PartitionCodec.Encode(found)));
            }
            return Task.FromResult(true);
        }

        public Task<bool> MovesAsync(
            StudyPrices prices, MarketOutline market, IReadOnlyList<IGrouping<int, TradePath>> trades, Action<int, double[]> take,
            CancellationToken cancellationToken)
        {
            if (LostStep == 2) return Task.FromResult(false);
            foreach (var partition in trades)
            {
                var own = StudyMarket.Of(OwnOf(partition.Key, []), market.Days);
                take(partition.Key, new StudyPartition(own, partition.Key).MovesOf(partition));
            }
            return Task.FromResult(true);
        }

        private TradedHistory[] OwnOf(int partition, Symbol[] others) => Array.FindAll(
            histories, history => SymbolPartition.Of(history.Listing.Symbol) == partition || others.Contains(history.Listing.Symbol));

        private static MarketOutline WithoutListings(MarketOutline outline) => outline with
        {
            Symbols = [.. outline.Symbols.Select(symbol => symbol with { Listing = new Listing(symbol.Listing.Symbol) })],
        };
    }

    /// <summary>A source of some histories.</summary>
    private sealed class HeldHistories(IReadOnlyList<TradedHistory> histories) : IMarketHistorySource
    {
        public string Name => "held";

        public string Description => "Held histories.";

        public int? RequestsPerMinute => null;

        public bool ListsForFree => true;

        public bool FetchesBarsForFree => true;

        public Task<IReadOnlyList<TradedHistory>> ReadMarketAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken) =>
            Task.FromResult(histories);

        public Task<FetchedBars> FetchBarsAsync(
            Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
