using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Studies;
using Technic.Core.Studies.Partitions;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>The messages of studies between silos and clients, by Orleans' own serializer.</summary>
public sealed class StudyMessageTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly DateTimeOffset Now = new(2026, 3, 11, 21, 0, 0, TimeSpan.Zero);

    private static StudyRequest Request { get; } = new()
    {
        Scan = StudyRequest.EveryRow with { Where = "close > sma(20)", Formulas = "let x = close;" }, From = new DateOnly(2025, 12, 1),
        Horizons = [1, 5], RankBy = "roc(20)", Trades = new TradeRules { Exit = "close < sma(10)" }, Costs = 10,
    };

    private static StudyPricesMessage Prices { get; } = new("imported-2026", new DateOnly(2025, 1, 2));

    private static TradePath Trade { get; } = new(Symbol.Parse("AAPL"), 3, 7, 101.5, 104.25, 0.05);

    /// <summary>The messages of <see cref="MessageTests"/>.</summary>
    public static TheoryData<object> Messages =>
    [
        new StudyPartitionQuery(
            Prices, [new DateOnly(2026, 3, 10), new DateOnly(2026, 3, 11)], [Request],
            [new Listing(Symbol.Parse("AAPL"), "Apple", "NASDAQ", "Technology", "Phones", 3e12)], 1, 2, WithUniverse: true, "gain@1"),
        new StudyMovesQuery(Prices, [new DateOnly(2026, 3, 11)], [Trade]),
        new StudyPartitionAnswer<byte[]>(HasPrices: true, [1, 2, 3]),
        new StudyPartitionAnswer<double[]>(HasPrices: true, [0.5, double.NaN]),
        new StudyPartitionAnswer<byte[]>(HasPrices: true, Refused: "Unknown column."),
        new StudyPartitionAnswer<StudyOutlineMessage>(
            HasPrices: true,
            new StudyOutlineMessage(["AAPL"], [250], [new DateOnly(2026, 3, 11)], [new DateOnly(2026, 3, 10), new DateOnly(2026, 3, 11)])),
        new StudyPartitionAnswer<double[]>(HasPrices: false),
        new StudyAnswer(Step: "signals"),
        new StudyAnswer(Refused: "There are no prices in that time."),
        new StudyAnswer(Failed: "The prices are not readable."),
        new KeptStudyAnswer(new KeptStudy("a1", "me", Now, ScanState.Running) { Step = "prices" }),
        new KeptStudyAnswer(new KeptStudy("a1", null, Now, ScanState.Failed)
        {
            EndedAt = Now.AddMinutes(1), Failure = new JobFailure(JobFailureKind.Refused, "Unknown column."),
        }),
        new KeptStudyAnswer(null, "Too many running kept studies."),
        new KeptStudyAnswer(null, Refused: "Unknown list 'mine'."),
        new KeptStudyAnswer(null, Failed: "The lists are not readable."),
        new PresetStudiesAnswer(
        [
            new PresetStudy(
                "breakout", Now, "Synthetic", new DateOnly(2025, 12, 1), new DateOnly(2026, 3, 11), true, 5, 4, 20, 0.01, double.NaN, -0.5,
                0.25, 1.5, double.NaN, 3, "Not distinguishable from chance."),
        ]),
        new PresetStudiesAnswer([], "The studies of the presets cannot be read now."),
    ];

    [Fact]
    public async Task Figures_and_signals_arrive_bit_by_bit()
    {
        var market = new SyntheticMarket(symbols: 8, time: new FakeTimeProvider(Clocks.WednesdayEvening));
        var histories = await market.ReadMarketAsync(Request.FirstDayNeeded(), to: null, CancellationToken.None);
        var result = new Study(StudyMarket.Of(histories)).Run(Request, null, CancellationToken.None);
        var serializer = Services.GetRequiredService<Serializer>();

        var answer = serializer.Deserialize<StudyAnswer>(serializer.SerializeToArray(new StudyAnswer([result])))!;
        var kept = serializer.Deserialize<KeptStudyAnswer>(
            serializer.SerializeToArray(new KeptStudyAnswer(new KeptStudy("a1", "me", Now, ScanState.Completed) { Result = result })))!;

        Assert.True(result.Signals > 0);
        Assert.Equal(StudyCodec.Encode(result), StudyCodec.Encode(Assert.Single(answer.Results!)));
        Assert.Equal(StudyCodec.Encode(result), StudyCodec.Encode(kept.Study!.Result!));
    }

    [Fact]
    public void A_trade_has_the_bytes_that_silos_of_earlier_builds_read()
    {
        var sent = Convert.ToHexStringLower(Services.GetRequiredService<Serializer<TradePath>>().SerializeToArray(Trade));

        Assert.Equal(GoldenTrade, sent);
    }

    [Fact]
    public void A_request_without_the_fields_of_a_later_version_has_their_defaults()
    {
        var read = new StudyRequestConverter().ConvertFromSurrogate(new StudyRequestSurrogate { Json = """{"Costs":7}""" });

        Assert.Equivalent(new StudyRequest { Costs = 7 }, read, strict: true);
    }

    [Fact]
    public void Figures_of_another_version_are_refused_in_a_sentence()
    {
        var figures = Assert.Throws<JsonException>(
            () => new StudyResultConverter().ConvertFromSurrogate(new StudyResultSurrogate { Payload = [1, 2] }));
        var status = Assert.Throws<JsonException>(
            () => new KeptStudyConverter().ConvertFromSurrogate(new KeptStudySurrogate { Payload = [1, 2] }));

        Assert.Equal("The figures of a study come from another version of Technic.", figures.Message);
        Assert.Equal("The status of a study comes from another version of Technic.", status.Message);
    }

    private const string GoldenTrade = "2040094141504c010d011d810000000000605940810000000000105a40819a9999999999a93fe0";
}
