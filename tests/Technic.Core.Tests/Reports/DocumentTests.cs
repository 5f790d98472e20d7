using System.Text;
using System.Text.Json;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Tests.Studies;
using Technic.Testing;

namespace Technic.Core.Tests.Reports;

/// <summary>
/// The JSON of reports, byte for byte as in Documents/*.json: names, order, null or absent, numbers and dates are what programs read. With
/// TECHNIC_UPDATE_DOCS=1 the tests write these files.
/// </summary>
public sealed class DocumentTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 30, 21, 30, 15, 250, TimeSpan.FromHours(-5));

    [Fact]
    public void A_study_with_rules() => IsWritten("study", json => StudyJson.Write(json, Figures.WithRules));

    [Fact]
    public void Studies_without_rules_and_without_signals() =>
        IsWritten("studies", json => StudyJson.WriteAll(json, [Figures.WithoutRules, Figures.WithoutSignals]));

    [Fact]
    public void A_check_for_look_ahead() => IsWritten("look-ahead", json => StudyJson.WriteCheck(
        json, 25, [new LookAhead(new DateOnly(2026, 1, 5), Symbol.Parse("BRK.B"), true), new(new DateOnly(2026, 1, 6), Apple, false)]));

    [Fact]
    public void Survivors_and_none() => IsWritten("survivorship", json =>
    {
        json.WriteStartArray();
        foreach (var survivors in (StudyResult?[])[Figures.WithoutSignals, null])
        {
            json.WriteStartObject();
            StudyJson.WriteSurvivorship(json, new Survivorship(Figures.WithRules, survivors));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    [Fact]
    public void The_studies_of_presets() => IsWritten("preset-studies", json => JsonSerializer.Serialize(
        json,
        [
            PresetStudyDocument.Of(PresetStudy.Of("breakout", Figures.WithRules, "polygon, “all” days", At)),
            PresetStudyDocument.Of(PresetStudy.Of("pullback", Figures.WithoutSignals, "csv", At.AddTicks(5))),
        ],
        ReportContext.Default.IEnumerablePresetStudyDocument));

    [Fact]
    public void Statistics() => IsWritten("statistics", json => ScanJson.WriteStatistics(
        json, new CacheStatistics(1, 2, 4, 4, 5L << 40, 6, 7, 8, 9, 10, 11, 12) { Evictions = 13 }));

    [Fact]
    public void Runs() => IsWritten("runs", json => ScanJson.Write(
        json, new ScanReport([Run(Summary, Regime), Run(Summary with { Elapsed = TimeSpan.FromTicks(12_345) }, null)]), (_, _) => { }));

    [Fact]
    public void A_summary_with_everything() => IsWritten("summary", json => ScanJson.WriteSummary(json, Summary with
    {
        Data = DayState.Preliminary, Cut = new SymbolCut(3, new DateOnly(2026, 1, 29)), Days = 400, IsProvisional = true,
        MarketSymbols = 9_000, WithGaps = 2,
    }));

    [Fact]
    public void Load_plans() => IsWritten("plans", json =>
    {
        json.WriteStartArray();
        ScanJson.WritePlan(json, new LoadPlan(5, 2, new DateOnly(2026, 1, 29), new DateOnly(2026, 1, 30), 1, 3, TimeSpan.FromSeconds(61.5))
        {
            ListingRequests = 2, SymbolsPerRequest = 2,
        });
        ScanJson.WritePlan(json, new LoadPlan(0, 0, null, null, 0, 0, null));
        json.WriteEndArray();
    });

    [Fact]
    public void An_explanation() => IsWritten("explanation", json =>
    {
        json.WriteStartObject();
        ExplanationJson.Write(json, SymbolEvaluator.Evaluate(Apple, SmallMarket.Closes("AAPL", 10, 11, 12).Bars));
        json.WriteEndObject();
    });

    [Fact]
    public void Days_and_findings() => IsWritten("audit", json =>
    {
        json.WriteStartObject();
        AuditJson.WriteDays(json,
        [
            new DayReport(new DateOnly(2026, 1, 29), DayState.Final, 9_000, 8_990, 4, 2, IsImported: false, At),
            new DayReport(new DateOnly(2026, 1, 30), DayState.Suspect, null, null, 0, 1, IsImported: true, null),
        ]);
        AuditJson.WriteFindings(json,
        [
            new AuditFinding(FindingKind.FewSymbols, new DateOnly(2026, 1, 30), null, "Few symbols: 12 of <9000>."),
            new AuditFinding(FindingKind.SplitWithoutJump, new DateOnly(2026, 1, 29), Apple, "The price did not follow."),
        ]);
        json.WriteEndObject();
    });

    private static Symbol Apple { get; } = Symbol.Parse("AAPL");

    private static Regime Regime { get; } = new(MarketTrend.Sideways, true, RegimeSource.Breadth, double.NaN);

    private static ScanSummary Summary { get; } = new(
        9, 1, 6, 2, 1, TimeSpan.FromMilliseconds(10.5), 4, new TierCounts(1, 0, 2), new DateOnly(2024, 6, 28), "test");

    private static MeasuredScan Run(ScanSummary summary, Regime? regime) => new(
        new ScanResult(
            summary, regime, [], new Dictionary<string, int> { ["sector"] = 4, ["min price “x”"] = 2 },
            [new SymbolFailure(Symbol.Parse("BAD"), "no bars <in> \"the\" window")])
        {
            Jumps = [new SymbolJump(Apple, new PriceJump(BarTime.OfDay(new DateOnly(2024, 6, 10)), 0.25, 14))],
        },
        CacheStatistics.Zero);

    private static void IsWritten(string name, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = Json.Writer(stream, indented: true)) write(json);
        var text = Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n") + "\n";
        var folder = Path.GetDirectoryName(Checkout.Find("tests", "Technic.Core.Tests", "Reports", "DocumentTests.cs"))!;
        var file = Path.Combine(folder, "Documents", $"{name}.json");
        if (Environment.GetEnvironmentVariable("TECHNIC_UPDATE_DOCS") == "1") File.WriteAllText(file, text);

        Assert.Equal(File.ReadAllText(file), text);
    }

    /// <summary>Studies with any figures.</summary>
    private static class Figures
    {
        public static StudyResult WithoutRules { get; } = new()
        {
            Request = new StudyRequest { Costs = 2.5, Delisting = -0.3 },
            Formula = "close > sma(20) and sector = \"Café\"",
            From = new DateOnly(2025, 12, 1),
            To = new DateOnly(2026, 1, 30),
            Sessions = 41,
            SurvivorsOnly = false,
            UniverseSymbols = 40,
            Signals = 312,
            Days = 39,
            Symbols = 38,
            NotBought = 2,
            Horizons = [Horizon(1, 0.001), Horizon(5, double.NaN)],
            ByYear = [new StudyPart("2025", 100, 20, [Horizon(1, 1e-7), Horizon(5, 0.1)]), new StudyPart("2026", 212, 19, [])],
            BySector = [],
            ByRegime = [new StudyPart("up", 312, 39, [Horizon(1, 0.25)])],
            BySize = [new StudyPart("above 100 M", 1, 1, [Horizon(1, -0.5)])],
            Bootstrap = [(-0.01, 0.02), (double.NaN, double.NaN)],
            Distributions = [new ReturnDistribution(-0.05, 0.06, [1, 0, 311]), new ReturnDistribution(double.NaN, double.NaN, [])],
            HalfSpread = double.NaN,
            Decay = [new DecayPoint(1, 312, 0.0005, 0.0005, (0.0001, 0.0009)), new DecayPoint(2, 0, double.NaN, 0.0005, (double.NaN, 0))],
            Portfolio = Portfolio(spread: false),
            Warnings = ["Few days.", "No costs: “gross” <returns>."],
            Events = [],
        };

        public static StudyResult WithoutSignals { get; } = WithoutRules with
        {
            Request = new StudyRequest { Adjust = PriceAdjustment.Total, Universe = StudyUniverse.Survivors, Entry = StudyEntry.Close },
            SurvivorsOnly = true, Signals = 0, Days = 0, Symbols = 0, Decay = [], Warnings = [], ByYear = [], BySize = [], ByRegime = [],
            Portfolio = Portfolio(spread: false) with
            {
                Sessions = 1, Days = [], Returns = [], ReturnsAfterCosts = [], Universe = [], Names = [], Turnover = [],
            },
        };

        public static StudyResult WithRules { get; } = WithoutRules with
        {
            HalfSpread = 0.0003, Parts = [new StudyPart("2025-12-01 to 2025-12-31", 150, 22, [Horizon(1, 0.003)])],
            DeflatedSharpe = 0.875, Variants = 12, Portfolio = Portfolio(spread: true),
            Trades = new TradeResult
            {
                Skipped = 3, Equity = new Performance(0.1, 0.2, double.NaN, -0.25),
                All = [Trade(0.01, TradeEnd.MaxHold), Trade(-0.02, TradeEnd.Stop), Trade(0.03, TradeEnd.MaxHold), Trade(0, TradeEnd.Exit),
                    Trade(0.2, TradeEnd.Open), Trade(-1, TradeEnd.Delisted)],
            },
            Ranks = new RankResult
            {
                Formula = "roc(20)",
                Horizons = [new RankHorizon(1, 39, [-0.001, double.NaN, 0.002], 0.003, 2.5, 0.02, double.PositiveInfinity, 1)],
            },
        };

        private static HorizonResult Horizon(int sessions, double mean) => new()
        {
            Sessions = sessions, Signals = 310, Days = 38, Mean = mean, MeanAfterCosts = mean - 0.0005, MeanAfterSpread = double.NaN,
            Median = 0.0007, Positive = 0.55, ExcessMean = 0.0004, ExcessPositive = 0.52, StandardError = 1.5e-5,
            Interval = (-0.0001, double.NaN), SpyExcessMean = double.NaN, SpyInterval = (double.NaN, double.NaN), Adverse = -0.013,
            Favorable = 0.017, Best = 0.3, Worst = -0.4, ProfitFactor = double.PositiveInfinity, Stopped = 1,
        };

        private static PortfolioResult Portfolio(bool spread) => new()
        {
            Sessions = 5, Days = [new DateOnly(2025, 12, 2), new DateOnly(2025, 12, 3)], Returns = [0.01, -0.005],
            ReturnsAfterCosts = [0.009, -0.006], ReturnsAfterSpread = spread ? [0.008, -0.007] : [], Universe = [0.001, 0.001],
            Names = [3, 0], Turnover = [1, 0.5],
        };

        private static StudyTrade Trade(double change, TradeEnd end) => new(
            Apple, new DateOnly(2025, 12, 2), new DateOnly(2025, 12, 3), 100, new DateOnly(2025, 12, 5), 100 * (1 + change), 2, change, end)
        {
            Costs = 0.0005, Filled = change > 0.1 ? 0.5 : 1,
        };
    }
}
