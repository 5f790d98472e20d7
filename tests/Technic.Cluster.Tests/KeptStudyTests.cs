using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>Studies that the cluster keeps: their addresses, their limits, and what the death of a silo costs.</summary>
public sealed class KeptStudyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly HeldHistories _source;

    public KeptStudyTests() => _source = new HeldHistories(new SyntheticMarket(symbols: 30, time: _time));

    private static StudyRequest Request { get; } = new()
    {
        Scan = StudyRequest.EveryRow with { Where = "close > sma(20)" }, From = new DateOnly(2025, 12, 1), Horizons = [1, 5],
    };

    [Fact]
    public async Task A_kept_study_has_its_result_and_signals_after_a_restart_of_all_silos_until_it_is_deleted()
    {
        await using var cluster = await StartAsync();
        var begun = await cluster.Client.KeptStudies.StartStudyAsync(Request, "me", default);
        var ended = await EndOfAsync(cluster, begun);

        _time.Advance(TimeSpan.FromDays(1));
        await cluster.RestartAsync();
        var kept = await cluster.Client.KeptStudies.FindStudyAsync(begun.Id, default);
        var listed = Assert.Single(await cluster.Client.KeptStudies.ListStudiesAsync(default));

        Assert.Equal((ScanState.Running, "me", ScanState.Completed), (begun.State, begun.Owner, ended.State));
        Assert.Equal(StudyCodec.Encode(ended.Result!), StudyCodec.Encode(kept!.Result!));
        Assert.Equal(ended.Result!.Signals, kept.Result!.Events.Count());
        Assert.Equal((ended.EndedAt, begun.Id, (StudyResult?)null), (kept.EndedAt, listed.Id, listed.Result));
        await cluster.Client.KeptStudies.DeleteStudyAsync(begun.Id, default);
        Assert.Null(await cluster.Client.KeptStudies.FindStudyAsync(begun.Id, default));
        Assert.Empty(await cluster.Client.KeptStudies.ListStudiesAsync(default));
        await cluster.RestartAsync();
        Assert.Null(await cluster.Client.KeptStudies.FindStudyAsync(begun.Id, default));
        Assert.Null(await cluster.Client.KeptStudies.FindStudyAsync("unknown", default));
    }

    [Fact]
    public async Task A_refused_study_keeps_its_reason_and_a_deleted_one_ends()
    {
        await using var cluster = await StartAsync();
        var studies = cluster.Client.KeptStudies;
        var refused = await EndOfAsync(
            cluster, await studies.StartStudyAsync(
                Request with { From = new DateOnly(1995, 1, 1), To = new DateOnly(1995, 1, 2) }, null, default));
        _source.Hold = token => Task.Delay(Timeout.Infinite, token);
        var running = await studies.StartStudyAsync(Request with { From = new DateOnly(2025, 11, 3) }, null, default);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight > 0, Patience));

        await studies.DeleteStudyAsync(running.Id, default);

        Assert.Equal((ScanState.Failed, JobFailureKind.Refused), (refused.State, refused.Failure!.Kind));
        Assert.StartsWith("There are no prices in that time", refused.Failure.Message, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight == 0, Patience));
        Assert.Null(await studies.FindStudyAsync(running.Id, default));
    }

    [Fact]
    public async Task A_kept_study_has_the_symbols_that_its_list_had_when_it_was_started_also_when_it_begins_again()
    {
        await using var cluster = await StartAsync(silos: 3);
        var histories = await new SyntheticMarket(symbols: 30, time: _time).ReadMarketAsync(null, null, default);
        Symbol[] symbols = [.. histories.Select(history => history.Listing.Symbol).Take(6)];
        await cluster.Client.Watches.SetListAsync("mine", symbols, null, default);
        var request = Request with { Scan = Request.Scan with { Lists = ["mine"] } };
        var gate = new TaskCompletionSource();
        _source.Hold = token => gate.Task.WaitAsync(token);
        var begun = await cluster.Client.KeptStudies.StartStudyAsync(request, null, default);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight > 0, Patience));

        await cluster.Client.Watches.DeleteListAsync("mine", default);
        await KillSiloOfAsync(cluster, typeof(IStudyJobGrain), begun.Id);
        _source.Hold = _ => Task.CompletedTask;
        gate.SetResult();
        var ended = await EndOfAsync(cluster, begun);
        var refusal = await Assert.ThrowsAsync<ScanRequestException>(
            async () => await cluster.Client.KeptStudies.StartStudyAsync(request, null, default));

        Assert.Equal(ScanState.Completed, ended.State);
        Assert.Equal(symbols, ended.Result!.Request.Scan.Universe!.Listings.Select(listing => listing.Symbol));
        Assert.Equal(symbols.Length, ended.Result.UniverseSymbols);
        Assert.Equal("Unknown list 'mine': there are no lists.", refusal.Message);
    }

    [Fact]
    public async Task Only_so_many_run()
    {
        await using var cluster = await StartAsync(new KeptScanLimits(Running: 1));
        _source.Hold = token => Task.Delay(Timeout.Infinite, token);
        var running = await cluster.Client.KeptStudies.StartStudyAsync(Request, null, default);

        var busy = await Assert.ThrowsAsync<TooManyScansException>(
            async () => await cluster.Client.KeptStudies.StartStudyAsync(Request, null, default));

        Assert.Equal("Too many running kept studies (limit 1). Try again later.", busy.Message);
        await cluster.Client.KeptStudies.DeleteStudyAsync(running.Id, default);
    }

    [Fact]
    public async Task Partitions_hold_their_bars_and_compute_everything_of_formulas_that_look_at_each_symbol_for_itself()
    {
        await using var cluster = await StartAsync(silos: 3);

        await cluster.Client.StudyAsync([Request with { Scan = Request.Scan with { Where = "rank(close) > 50" } }], _ => { }, default);
        var afterComparison = (_source.MarketReads, _source.SymbolReads);
        await cluster.Client.StudyAsync([Request], _ => { }, default);
        var afterFirst = (_source.MarketReads, _source.SymbolReads);
        await cluster.Client.StudyAsync(
            [Request with { RankBy = "roc(20)", Trades = new TradeRules { MaxHold = 5, Positions = 3 } }], _ => { }, default);

        // Each partition reads its symbols once, and holds them for the next study; nobody reads all of them.
        Assert.Equal((1, 0), afterComparison);
        Assert.Equal((1, SymbolPartition.Count), afterFirst);
        Assert.Equal(afterFirst, (_source.MarketReads, _source.SymbolReads));
    }

    [Theory]
    [InlineData(typeof(IStudyGrain))]
    [InlineData(typeof(IStudyJobGrain))]
    [InlineData(typeof(IStudyPartitionGrain))]
    public async Task A_silo_killed_in_the_middle_of_a_study_costs_time_and_no_bit(Type grain)
    {
        await using var cluster = await StartAsync(silos: 3);
        var histories = await new SyntheticMarket(symbols: 30, time: _time).ReadMarketAsync(Request.FirstDayNeeded(), null, default);
        var expected = new Study(StudyMarket.Of(histories)).Run(Request, null, default);
        var gate = new TaskCompletionSource();
        _source.Hold = token => gate.Task.WaitAsync(token);
        var begun = await cluster.Client.KeptStudies.StartStudyAsync(Request, null, default);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight > 0, Patience));

        await KillSiloOfAsync(cluster, grain, begun.Id);
        _source.Hold = _ => Task.CompletedTask;
        gate.SetResult();
        var ended = await EndOfAsync(cluster, begun);

        Assert.True(ended.State == ScanState.Completed, ended.Failure?.Message);
        Assert.Equal(StudyCodec.Encode(expected), StudyCodec.Encode(ended.Result!));
        Assert.Equal(begun.StartedAt, ended.StartedAt);
    }

    private async Task<ClusterUnderTest> StartAsync(KeptScanLimits? limits = null, int silos = 2) => await ClusterUnderTest.StartAsync(
        _source, _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos,
        new ClusterTestOptions(ResponseTimeout: TimeSpan.FromSeconds(10), Scans: limits));

    private static async Task KillSiloOfAsync(ClusterUnderTest cluster, Type grain, string id)
    {
        var management = cluster.Cluster.Client.GetGrain<IManagementGrain>(0);
        var type = grain.Name[1..];
        var activations = await management.GetDetailedGrainStatistics();
        var silos = activations.Where(activation => activation.GrainType.Split(',')[0].EndsWith($".{type}", StringComparison.Ordinal)
            && (grain != typeof(IStudyJobGrain) || activation.GrainId.ToString().Contains(id, StringComparison.Ordinal)))
            .Select(activation => activation.SiloAddress).ToArray();
        Assert.NotEmpty(silos);
        // The last study is that of the job.
        var victim = cluster.Cluster.Silos.First(silo => silo.SiloAddress.Equals(silos[^1]));
        await cluster.Cluster.KillSiloAsync(victim);
    }

    private static async Task<KeptStudy> EndOfAsync(ClusterUnderTest cluster, KeptStudy study)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (study.State == ScanState.Running)
        {
            study = await cluster.Client.KeptStudies.WaitForStudyAsync(study, TimeSpan.FromSeconds(5), limit.Token)
                ?? throw new InvalidOperationException("The study is gone.");
        }
        return study;
    }

    /// <summary>A market whose readers can be held.</summary>
    private sealed class HeldHistories(SyntheticMarket market) : IMarketHistorySource
    {
        private int _inFlight;
        private int _marketReads;
        private int _symbolReads;

        /// <summary>The readings of all symbols.</summary>
        public int MarketReads => Volatile.Read(ref _marketReads);

        /// <summary>The readings of some symbols.</summary>
        public int SymbolReads => Volatile.Read(ref _symbolReads);

        public Func<CancellationToken, Task> Hold { get; set; } = _ => Task.CompletedTask;

        public int InFlight => Volatile.Read(ref _inFlight);

        public string Name => market.Name;

        public string Description => market.Description;

        public int? RequestsPerMinute => null;

        public bool ListsForFree => true;

        public bool FetchesBarsForFree => true;

        public Task<IReadOnlyList<TradedHistory>> ReadMarketAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken) =>
            ReadAsync(() =>
            {
                Interlocked.Increment(ref _marketReads);
                return market.ReadMarketAsync(from, to, cancellationToken);
            }, cancellationToken);

        public Task<IReadOnlyList<TradedHistory>> ReadSymbolsAsync(
            Func<Symbol, bool> isWanted, DateOnly? from, CancellationToken cancellationToken) =>
            ReadAsync(() =>
            {
                Interlocked.Increment(ref _symbolReads);
                return market.ReadSymbolsAsync(isWanted, from, cancellationToken);
            }, cancellationToken);

        private async Task<IReadOnlyList<TradedHistory>> ReadAsync(
            Func<Task<IReadOnlyList<TradedHistory>>> read, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _inFlight);
            try
            {
                await Hold(cancellationToken);
                return await read();
            }
            finally
            {
                Interlocked.Decrement(ref _inFlight);
            }
        }

        public Task<FetchedBars> FetchBarsAsync(
            Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
            market.FetchBarsAsync(symbol, frequency, from, to, cancellationToken);

        public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
            market.FetchListingsAsync(cancellationToken);
    }
}
