using System.Text;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider.Csv;
using Technic.Core.Studies;
using Technic.Testing;

namespace Technic.Core.Tests.Studies;

/// <summary>Several studies in one run: evaluated together, cancelled and resumed.</summary>
public sealed class SeveralStudiesTests
{
    private static readonly CsvMarket Sample = CsvMarket.Open(RealMarket.Sample.Bars, RealMarket.Sample.Splits, default);

    private readonly MemoryDocuments _documents = new();

    private static StudyRequest[] Variants(string where, params string[] grid) =>
    [
        .. StudyGrid.Parse(grid).Of(new StudyRequest
        {
            Scan = StudyRequest.EveryRow with { Where = where }, Horizons = [1, 20], RankBy = "roc(n)", Costs = 10, Spread = true,
            Trades = new TradeRules { Exit = "close < sma(n)", MaxHold = 30, Positions = 5, Capital = 1e7 },
        }),
    ];

    private StudyRun Run() => new(
        Sample, _ => ValueTask.FromResult<IReadOnlyList<Listing>>([]), _documents, new TimerTrackingTimeProvider(Clocks.WednesdayEvening));

    [Fact]
    public async Task Variants_that_are_evaluated_together_have_the_bits_of_single_studies()
    {
        var study = new Study(StudyMarket.Of(await Sample.ReadMarketAsync(null, null, CancellationToken.None)));
        var variants = Variants("close > highest(high, n)[1] and rank(roc(n)) > 50 and volume > sma(volume, 20)", "n=10,20,40");

        var together = study.RunAll(variants, null, CancellationToken.None).ToArray();

        for (var i = 0; i < variants.Length; i++)
        {
            var alone = study.Run(variants[i], null, CancellationToken.None);
            Assert.Equal(Bits([alone]), Bits([together[i]]));
        }
    }

    [Fact]
    public async Task Cancelled_studies_are_kept_and_the_same_studies_resume_after_them()
    {
        var variants = Variants("close > highest(high, n)[1]", "n=10,20,40,80");
        var expected = await Run().RunAsync(variants, _ => { }, CancellationToken.None);
        using var cancellation = new CancellationTokenSource();

        var stopped = await Assert.ThrowsAsync<StudyStoppedException>(() => Run().RunAsync(
            variants,
            step =>
            {
                if (step == "3 of 4: statistics") cancellation.Cancel();
            },
            cancellation.Token));
        var steps = new List<string>();
        var resumed = await Run().RunAsync(variants, steps.Add, CancellationToken.None);

        Assert.Contains("2 of 4 studies are finished and kept", stopped.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(steps, step => step[..6] is "1 of 4" or "2 of 4");
        Assert.Equal(Bits(expected), Bits(resumed));
        // They are kept until the studies have ended, and no longer.
        Assert.DoesNotContain(UnfinishedStudies.DocumentName, _documents.Documents.Keys);
    }

    public static TheoryData<string, Func<StudyRequest, StudyRequest>> OtherStudies => new()
    {
        { "days", request => request with { From = new DateOnly(2020, 1, 2) } },
        { "horizons", request => request with { Horizons = [2, 20] } },
        { "entry", request => request with { Entry = StudyEntry.Close } },
        { "costs", request => request with { Costs = 11 } },
        { "spread", request => request with { Spread = false } },
        { "universe", request => request with { Universe = StudyUniverse.Survivors } },
        { "delisting", request => request with { Delisting = -0.3 } },
        { "order", request => request with { RankBy = "roc(5)" } },
        { "exit", request => request with { Trades = request.Trades! with { Exit = "close < sma(5)" } } },
        { "capital", request => request with { Trades = request.Trades! with { Capital = 1e6 } } },
        { "parts", request => request with { Parts = new WalkForward(12, 6) } },
        { "filters", request => request with { Scan = request.Scan with { MinPrice = 20 } } },
        { "bars", request => request with { Scan = request.Scan with { MinBars = 100 } } },
        { "sectors", request => request with { Scan = request.Scan with { Exchanges = ["NYSE"] } } },
    };

    [Theory]
    [MemberData(nameof(OtherStudies))]
    public void Only_the_same_studies_resume(string what, Func<StudyRequest, StudyRequest> change)
    {
        var variants = Variants("close > highest(high, n)[1]", "n=10,20");

        var other = StudyIdentity.Of(variants.Select(change), "csv");

        Assert.NotEqual(StudyIdentity.Of(variants, "csv"), other);
        Assert.NotEqual("", what);
    }

    [Fact]
    public void Other_prices_are_other_studies() => Assert.NotEqual(
        StudyIdentity.Of(Variants("close > 1", "n=1"), "csv-1"), StudyIdentity.Of(Variants("close > 1", "n=1"), "csv-2"));

    [Fact]
    public async Task A_damaged_document_of_finished_studies_counts_as_none()
    {
        var variants = Variants("close > highest(high, n)[1]", "n=10,20");
        _documents.Put(UnfinishedStudies.DocumentName, new Core.Storage.StoredDocument("{\"Run\""u8.ToArray(), DateTimeOffset.UnixEpoch));

        var results = await Run().RunAsync(variants, _ => { }, CancellationToken.None);

        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task The_stored_figures_of_a_study_round_trip_exactly()
    {
        var study = new Study(StudyMarket.Of(await Sample.ReadMarketAsync(null, null, CancellationToken.None)));
        var variants = Variants("close > highest(high, n)[1]", "n=20");
        var result = study.Run(variants[0] with { Parts = new WalkForward(12, 6) }, null, CancellationToken.None);

        var stored = StudyCodec.EncodeRun("a", [result]);
        var read = Assert.Single(StudyCodec.DecodeRun(stored, "a", variants)!);

        Assert.Equal(result.Horizons, read.Horizons);
        Assert.Equal(result.Portfolio.Returns, read.Portfolio.Returns);
        Assert.Equal(result.Portfolio.Gross, read.Portfolio.Gross);
        Assert.Equal(result.Trades!.All, read.Trades!.All);
        Assert.Equal(result.Decay, read.Decay);
        Assert.Equal(Bits([result]), Bits([read]));
        Assert.Null(StudyCodec.DecodeRun(stored, "b", variants));
    }

    private static string Bits(IReadOnlyList<StudyResult> studies) => Encoding.UTF8.GetString(StudyCodec.EncodeRun("", studies));
}
