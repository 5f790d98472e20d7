using System.Reflection;
using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Universes;

namespace Technic.Core.Tests.Studies;

/// <summary>The stored form of a study, and what makes it another one.</summary>
public sealed class StudyRequestTests
{
    /// <summary>A study, each property of which has another value than the default; so has its scan.</summary>
    private static StudyRequest Full { get; } = new()
    {
        Scan = new ScanRequest
        {
            Universe = new Universe(
                [new Listing(Symbol.Parse("AAPL"), "Apple") { Type = "CS" }], new Dictionary<string, int> { ["bad"] = 1 }),
            Lists = ["chips", "energy"],
            MaxSymbols = 3,
            Types = ["ETF"],
            Days = 90,
            Frequency = Frequency.Intraday,
            AsOf = new DateOnly(2026, 3, 10),
            Adjust = PriceAdjustment.Total,
            Sectors = ["Energy"],
            Industries = ["Oil"],
            Exchanges = ["NYSE"],
            MinPrice = 2.5,
            MinDollarVolume = 0.1,
            MinBars = 21,
            MaxAge = 4,
            MinRating = -7.25,
            Signals = [Signal.Long],
            AllowShorts = false,
            Where = "close > 1",
            Columns = ["up: roc(5)"],
            Formulas = "let x = close;",
            Sort = "rsi14",
            Ascending = true,
            Top = 7,
            MaxPerSector = 2,
            Risk = new RiskBudget { Account = 1, RiskPercent = 2, RewardRatio = 3 },
            Plan = PlanStyle.Breakout,
            StreamRows = false,
            PlanOnly = true,
            ReasonsFor = [Symbol.Parse("KO")],
        },
        From = new DateOnly(2025, 1, 2),
        To = new DateOnly(2025, 12, 31),
        Horizons = [2, 3],
        Entry = StudyEntry.Close,
        Costs = 0.3,
        Spread = true,
        Adjust = PriceAdjustment.Total,
        Universe = StudyUniverse.Survivors,
        Delisting = -0.3,
        RankBy = "roc(20)",
        Trades = new TradeRules { Exit = "close < 1", Stop = 0.08, StopOfPlan = true, MaxHold = 5, Positions = 3, Capital = 1e6 },
        Parts = WalkForward.Parse("2y/6m"),
    };

    [Fact]
    public void Every_property_survives_the_stored_form()
    {
        AssertDiffers(Full, new StudyRequest());
        AssertDiffers(Full.Scan, new ScanRequest());

        var read = StudyCodec.DecodeRequest(StudyCodec.EncodeRequest(Full));

        Assert.Equivalent(Full, read, strict: true);
    }

    [Fact]
    public void The_symbols_of_a_study_are_a_part_of_its_identity_and_their_order_is_not()
    {
        var identities = new[] { Of("AAPL", "KO"), Of("AAPL"), Of("XOM", "KO"), Of() }.Select(IdentityOf).ToHashSet();

        Assert.Equal(4, identities.Count);
        Assert.Equal(IdentityOf(Of("AAPL", "KO")), IdentityOf(Of("KO", "AAPL")));

        static StudyRequest Of(params string[] symbols) => new()
        {
            Scan = StudyRequest.EveryRow with
            {
                Universe = symbols.Length == 0 ? null : new Universe([.. symbols.Select(symbol => new Listing(Symbol.Parse(symbol)))]),
            },
        };

        static string IdentityOf(StudyRequest study) => StudyIdentity.Of([study], "a source");
    }

    /// <summary>A property that was added since must have a value above.</summary>
    private static void AssertDiffers<T>(T full, T defaults) => Assert.All(
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property =>
            property.CanWrite && !property.IsDefined(typeof(JsonIgnoreAttribute))),
        property => Assert.NotEqual(property.GetValue(defaults), property.GetValue(full)));
}
