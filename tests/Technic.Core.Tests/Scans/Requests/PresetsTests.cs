using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Testing;

namespace Technic.Core.Tests.Scans.Requests;

public sealed class PresetsTests
{
    private static readonly DateOnly Day = new(2021, 4, 21);

    public static TheoryData<string> Names => [.. Presets.BuiltIn.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_built_in_preset_says_what_it_means_and_can_be_scanned_with(string name)
    {
        var preset = Presets.BuiltIn.Find(name);
        var request = preset.Changes.ApplyTo(new ScanRequest());
        request.Validate(Day);

        Assert.EndsWith(".", preset.Meaning, StringComparison.Ordinal);
        Assert.Null(WindowAdvice.For(request, request.Days, Day));
    }

    [Fact]
    public void The_presets_that_people_look_for_are_there() =>
        Assert.Superset(
            new HashSet<string> { "breakout", "pullback", "oversold", "momentum", "trend", "breakdown", "short" },
            Presets.BuiltIn.All.Select(preset => preset.Name).ToHashSet());

    [Theory]
    [InlineData("breakout", "breakdown")]
    [InlineData("overbought", "oversold")]
    public void Opposite_presets_keep_no_row_together(string one, string other)
    {
        var market = new RandomMarket(Seed: 1, Length: 120, Level: 50, Swing: 0.05, Drift: 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var bars = (market with { Seed = seed }).Bars();
            Assert.False(Keeps(WhereOf(one), bars) && Keeps(WhereOf(other), bars));
        }
    }

    /// <summary>The conditions of the presets as columns of the row, which they were before the language had functions.</summary>
    public static TheoryData<string, string> Columns => new()
    {
        { "breakout", "fromHigh55 >= -1 and volumeRatio >= 1.5 and roc1 > 0 and close > sma50" },
        { "pullback", "sma50 > sma200 and close > sma50 and close < sma20 and rsi14 between 35 and 55" },
        { "oversold", "rsi14 < 30 and percentB < 0.05" },
        { "momentum", "relativeStrength >= 80 and roc21 > 0 and macdHistogram > 0 and rsi14 between 50 and 75" },
        { "trend", "close > sma20 and sma20 > sma50 and sma50 > sma200 and adx14 >= 25 and plusDi14 > minusDi14" },
        { "squeeze", "bandWidth < 0.06 and volatility20 < 0.75 * volatility60" },
        { "breakdown", "fromLow55 <= 1 and volumeRatio >= 1.5 and roc1 < 0 and close < sma50" },
        { "overbought", "rsi14 > 70 and percentB > 0.95" },
        { "short", "signal in ('StrongShort', 'Short')" },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_preset_keeps_the_rows_of_the_columns_that_it_is_about_in_random_markets(string preset, string columns)
    {
        var kept = 0;
        Markets.ForAll(Markets.Any, market =>
        {
            var bars = market.Bars();
            var isKept = Keeps(columns, bars);
            if (isKept) kept++;
            Assert.Equal(isKept, Keeps(WhereOf(preset), bars));
        });
        Assert.True(kept > 0 || preset == "squeeze", "no random market has a row of this preset");
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_preset_keeps_the_rows_of_the_columns_that_it_is_about_in_a_real_market(string preset, string columns)
    {
        var market = BarCsv.Read(RealMarket.Sample.Bars, CancellationToken.None).Bars;
        var kept = 0;
        foreach (var bars in market.Values)
        {
            for (var end = bars.Count; end > 20; end -= 23)
            {
                var isKept = Keeps(columns, bars.Slice(0, end));
                if (isKept) kept++;
                Assert.Equal(isKept, Keeps(WhereOf(preset), bars.Slice(0, end)));
            }
        }
        Assert.True(kept > 2, $"only {kept} rows");
    }

    private static string WhereOf(string preset) => Presets.BuiltIn.Find(preset).Changes.ApplyTo(new ScanRequest()).Where!;

    private static bool Keeps(string where, BarSeries bars)
    {
        var formulas = ScanFormulas.Of(new ScanRequest { Where = where });
        var computation = new FormulaRows(RowComputation.Instance, formulas, ReferenceSeries.None);
        var row = (ScanRow)computation.Complete(SymbolEvaluator.Evaluate(Markets.Symbol, bars), Markets.History(bars), default);
        return formulas.Holds(new RankedRow(0, new Listing(Markets.Symbol), row, 90, null, false));
    }

    [Fact]
    public void The_built_in_presets_are_written_as_ever()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = Json.Writer(buffer)) PresetReport.WriteJson(json, Presets.BuiltIn);

        var written = System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
        Assert.Contains(
            """{"name":"oversold","meaning":"Oversold: RSI below 30 and the close at or below the lower Bollinger """
                + """band.","where":"rsi(14) < 30 and bb(20, 2).percent_b < 0.05","sort":"rsi14","ascending":true,"plan":"rebound"}""",
            written, StringComparison.Ordinal);
        Assert.EndsWith(
            """{"name":"short","meaning":"Short signals, the weakest first.","where":"signal <= 'Short'","""
            + "\"sort\":\"rating\",\"ascending\":true}]",
            written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preset_is_found_whatever_the_case() => Assert.Equal("breakout", Presets.BuiltIn.Find("BreakOut").Name);

    [Fact]
    public void A_preset_that_does_not_exist_is_answered_with_those_that_do() =>
        Assert.Equal(
            "Unknown preset 'brekout' (did you mean 'breakout'?): expected one of " + string.Join(
                ", ", Presets.BuiltIn.All.Select(p => p.Name)) + ".",
            Assert.Throws<ScanRequestException>(() => Presets.BuiltIn.Find("brekout")).Message);

    [Fact]
    public void A_file_adds_presets_and_may_replace_built_in_ones()
    {
        using var folder = new TemporaryFolder();
        var presets = Presets.Load(folder.Write("mine.json", """
            {
              "my dip": { "meaning": "What I like.", "where": "rsi14 < 40", "sort": "rsi14", "ascending": true },
              "oversold": { "where": "rsi14 < 20" }, // my own idea of it
            }
            """));

        var before = new ScanRequest { Sort = "close" };
        var (dip, oversold) = (presets.Find("my dip"), presets.Find("oversold"));
        Assert.Equal(
            ("What I like.", before with { Where = "rsi14 < 40", Sort = "rsi14", Ascending = true }),
            (dip.Meaning, dip.Changes.ApplyTo(before)));
        Assert.Equal(("", before with { Where = "rsi14 < 20" }), (oversold.Meaning, oversold.Changes.ApplyTo(before)));
        Assert.Equal(Presets.BuiltIn.All.Count + 1, presets.All.Count);
    }

    [Theory]
    [InlineData("""{"dip":{"wher":"x"}}""", "preset 'dip': Unknown field 'wher' (did you mean 'where'?)")]
    [InlineData("""{"dip":{"where":"rsi41 < 3"}}""", "preset 'dip': where, position 1: Unknown column 'rsi41' (did you mean 'rsi14'?)")]
    [InlineData("""{"dip":{"days":0}}""", "preset 'dip': ")]
    [InlineData("""{"dip":{"meaning":5}}""", "preset 'dip': 'meaning' must be a sentence in quotes, not 5.")]
    [InlineData("""{"dip":5}""", "preset 'dip': a preset must be an object of fields")]
    [InlineData("""{" ":{}}""", "preset ' ': a preset needs a name.")]
    [InlineData("[]", "presets must be an object, {\"name\": {\"where\": \"…\"}, …}.")]
    [InlineData("nonsense", "this is not JSON")]
    public void A_file_with_a_mistake_is_refused_with_the_presets_name(string json, string complaint)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("mine.json", json);

        Assert.StartsWith(
            $"{path}: {complaint}", Assert.Throws<ScanRequestException>(() => Presets.Load(path)).Message, StringComparison.Ordinal);
    }
}
