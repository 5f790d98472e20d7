using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>Own functions and an own score on a cluster, and what happens where a silo does not have them.</summary>
public sealed class OwnMethodsTests
{
    private static readonly ScanRequest Everything = StudyRequest.EveryRow with { Top = 0, Days = 300, StreamRows = false };
    private const string Advice = "Register the same functions and score on all silos and clients of the cluster.";
    private static readonly ScanMethods WithGain = ScanMethods.BuiltIn.With(new Gain());

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);

    [Fact]
    public async Task Every_silo_computes_with_the_functions_and_the_score_that_all_have()
    {
        var methods = WithGain.With(new Contrary());
        await using var cluster = await StartAsync(_ => methods);
        var request = Everything with
        {
            Where = "gain(1) > -1000", Columns = ["own: rank(gain(5))", "same: rank(100 * (close / close[5] - 1))"], Sort = "gain(5)",
            StreamRows = true,
        };

        var cold = await cluster.Client.ScanToEndAsync(request);
        var warm = await cluster.Client.ScanToEndAsync(request);
        var kept = await KeptRowsAsync(cluster.Client, request);
        var own = await StudyAsync(cluster.Client, "gain(5) > 3 and rating >= 20");
        var same = await StudyAsync(cluster.Client, "100 * (close / close[5] - 1) > 3 and rsi14 <= 30");

        Assert.True(cold.Rows.Count > 30);
        foreach (var rows in (IReadOnlyList<RankedRow>[])[cold.Rows, warm.Rows, kept])
        {
            Assert.Equal(cold.Rows.Select(row => row.Row.Symbol), rows.Select(row => row.Row.Symbol));
            Assert.All(rows, row => Assert.Equal(row.Formulas[1].Value ?? -1, row.Formulas[0].Value ?? -1, tolerance: 1e-9));
            Assert.All(rows, row => Assert.Equal(Contrary.RatingOf(row.Row), row.Row.Rating));
            Assert.All(rows, row => Assert.Equal("contrary", Scoring.Explain(row.Row).Formula));
        }
        Assert.True(own.Signals > 0);
        Assert.Equal(same.Signals, own.Signals);
        Assert.True(await FindAsync(cluster, methods.Identity));
    }

    [Fact]
    public async Task A_silo_without_a_function_answers_in_a_sentence_and_what_does_not_use_it_runs()
    {
        var without = ScanMethods.BuiltIn;
        await using var cluster = await StartAsync(place => place == 1 ? without : WithGain);
        var request = Everything with { Where = "gain(5) > 0" };

        var known = await ComplaintAsync(EngineOf(cluster, WithGain), request);
        var unknown = await ComplaintAsync(EngineOf(cluster, without), request);
        var usual = await EngineOf(cluster, WithGain).ScanToEndAsync(Everything);

        Assert.Equal($"A silo does not have the function 'gain'. {Advice}", known);
        Assert.StartsWith("where, position 1: Unknown function 'gain'", unknown, StringComparison.Ordinal);
        Assert.NotEmpty(usual.Rows);
        // A study searches itself what a partition with other methods does not.
        Assert.False(await FindAsync(cluster, "gain@another"));
    }

    [Fact]
    public async Task A_score_that_not_all_have_is_refused_for_scans_and_for_kept_ones()
    {
        var (usual, own) = (ScanMethods.BuiltIn, ScanMethods.BuiltIn.With(new Contrary()));
        await using var cluster = await StartAsync(place => place == 1 ? usual : own);

        var byPartition = await ComplaintAsync(EngineOf(cluster, own), Everything);
        var byScan = await ComplaintAsync(EngineOf(cluster, usual, own), Everything);
        var byJob = await Assert.ThrowsAsync<ScanRequestException>(
            async () => await EngineOf(cluster, usual, own).KeptScans.StartScanAsync(Everything, null, default));

        Assert.All(
            [byPartition, byScan, byJob.Message],
            complaint => Assert.Equal($"A silo rates by the TechRating, and its caller by 'Contrary'. {Advice}", complaint));
    }

    [Theory]
    [InlineData("1", "1", null)]
    [InlineData("1", "2", "A silo has another version of the function 'gain'.")]
    [InlineData(null, "2", "A silo does not have the function 'gain'.")]
    [InlineData("1", null, null)]
    public void Functions_are_compared_by_name_and_version(string? here, string? needed, string? complaint)
    {
        var (own, other) = (Of(here), Of(needed));
        var where = needed is null ? "close > 1" : "gain(5) > 1";
        var message = OwnMethods.Of(other, ScanFormulas.Of(new ScanRequest { Where = where, Methods = other }));

        var problem = Record.Exception(() => OwnMethods.Require(message, own));

        Assert.Equal(complaint is null ? null : $"{complaint} {Advice}", problem?.Message);

        static ScanMethods Of(string? version) =>
            version is null ? ScanMethods.BuiltIn : ScanMethods.BuiltIn.With(new Gain(version: version));
    }

    private async Task<ClusterUnderTest> StartAsync(Func<int, ScanMethods> methods, int silos = 2) => await ClusterUnderTest.StartAsync(
        new SyntheticMarket(symbols: 40, time: _time), _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos,
        new ClusterTestOptions(Methods: methods));

    /// <summary>An engine whose scans run on the first silo with some methods.</summary>
    private static ClusterEngine EngineOf(ClusterUnderTest cluster, ScanMethods silo, ScanMethods? client = null)
    {
        var services = cluster.Cluster.Silos.Select(each => each.ServiceProvider)
            .First(each => ReferenceEquals(each.GetRequiredService<ScanMethods>(), silo));
        return new ClusterEngine(
            services.GetRequiredService<IGrainFactory>(), new ClusterEngineOptions(TimeSpan.FromMinutes(1)) { Methods = client ?? silo },
            TimeProvider.System, NullLogger<ClusterEngine>.Instance);
    }

    private static async Task<string> ComplaintAsync(ClusterEngine engine, ScanRequest request) =>
        (await Assert.ThrowsAsync<ScanRequestException>(() => engine.ScanToEndAsync(request))).Message;

    private static async Task<IReadOnlyList<RankedRow>> KeptRowsAsync(ClusterEngine engine, ScanRequest request)
    {
        var scan = await engine.KeptScans.StartScanAsync(request, null, default);
        await foreach (var next in engine.KeptScans.FollowScanAsync(scan.Id, 0, default)) Assert.Null(next.Failure?.Message);
        return (await engine.KeptScans.GetScanRowsAsync(scan.Id, 0, 100, default))!.Rows;
    }

    /// <summary>Whether a partition computes a study with some methods.</summary>
    private static async Task<bool> FindAsync(ClusterUnderTest cluster, string methods)
    {
        var listing = new Listing(Symbol.Parse("SYN00001"));
        var (grain, call) = (cluster.Cluster.Client.GetGrain<IStudyPartitionGrain>(SymbolPartition.Of(listing.Symbol)), Guid.NewGuid());
        var query = new StudyPartitionQuery(
            new StudyPricesMessage("synthetic-42", From: null), [new DateOnly(2026, 3, 10), new DateOnly(2026, 3, 11)],
            [StudyOf("close > 1")], [listing], From: 0, To: 2, WithUniverse: false, methods);
        while (true)
        {
            if (await grain.FindAsync(call, query) is { } answer) return answer.HasPrices;
        }
    }

    private static StudyRequest StudyOf(string where) =>
        new() { Scan = StudyRequest.EveryRow with { Where = where }, From = new DateOnly(2026, 1, 5), Horizons = [5] };

    private static async Task<StudyResult> StudyAsync(ClusterEngine engine, string where) =>
        Assert.Single(await engine.StudyAsync([StudyOf(where)], _ => { }, CancellationToken.None));
}
