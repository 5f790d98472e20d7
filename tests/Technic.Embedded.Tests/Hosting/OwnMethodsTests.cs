using Microsoft.Extensions.Options;
using Technic.Core.Engine;
using Technic.Core.Plans;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Embedded.Hosting;
using Technic.Testing;

namespace Technic.Embedded.Tests.Hosting;

/// <summary>An own indicator and an own score in scans and studies of a real engine.</summary>
public sealed class OwnMethodsTests : IDisposable
{
    private static readonly ScanRequest Everything = StudyRequest.EveryRow with { Top = 0, Days = 300, StreamRows = false };

    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gain(5)", "100 * (close / close[5] - 1)")]
    [InlineData("Gain(n: 5)", "100 * (close / close[5] - 1)")]
    [InlineData("gain(volume, 3)", "100 * (volume / volume[3] - 1)")]
    [InlineData("weekly.gain(2)", "100 * (weekly.close / weekly.close[2] - 1)")]
    [InlineData("rank(gain(5))", "rank(100 * (close / close[5] - 1))")]
    public async Task An_own_indicator_is_a_function_of_every_formula(string own, string same)
    {
        await using var engine = await OpenAsync(options => options.AddIndicator(new Gain()));

        var result = await engine.ScanToEndAsync(Everything with { Columns = [$"own: {own}", $"same: {same}"], Sort = own });

        Assert.NotEmpty(result.Rows);
        Assert.All(result.Rows, row => Assert.Equal(row.Formulas[1].Value ?? -1, row.Formulas[0].Value ?? -1, tolerance: 1e-9));
        Assert.Contains(result.Rows, row => row.Formulas[0].Value is not null);
    }

    [Fact]
    public async Task An_own_indicator_selects_the_same_signals_in_a_study_as_the_formula_that_it_stands_for()
    {
        await using var engine = await OpenAsync(options => options.AddIndicator(new Gain()));

        var own = await StudyAsync(engine, "gain(5) > 3");
        var same = await StudyAsync(engine, "100 * (close / close[5] - 1) > 3");

        Assert.True(own.Signals > 0);
        Assert.Equal(same.Signals, own.Signals);
    }

    [Fact]
    public async Task An_engine_without_the_indicator_does_not_know_it()
    {
        await using var engine = await OpenAsync(_ => { });

        var problem = await Assert.ThrowsAsync<ScanRequestException>(
            () => engine.ScanToEndAsync(Everything with { Where = "gain(5) > 0" }));

        Assert.Contains("Unknown function 'gain'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sma", "already the name of a function")]
    [InlineData("rsi14", "another meaning")]
    [InlineData("within", "another meaning")]
    [InlineData("weekly", "another meaning")]
    [InlineData("close", "another meaning")]
    [InlineData("typical", "another meaning")]
    [InlineData("sector", "another meaning")]
    [InlineData("golden_cross", "another meaning")]
    [InlineData("GoldenCross", "another meaning")]
    [InlineData("count", "another meaning")]
    [InlineData("r_s_i", "already the name of a function")]
    [InlineData("2gain", "must begin with a letter")]
    [InlineData("", "must begin with a letter")]
    [InlineData("my gain", "must begin with a letter")]
    public async Task A_name_with_another_meaning_is_refused(string name, string reason)
    {
        var problem = await Assert.ThrowsAsync<OptionsValidationException>(
            () => OpenAsync(options => options.AddIndicator(new Gain(name))));

        var complaint = Assert.Single(problem.Failures);
        Assert.StartsWith($"AddIndicator: '{name}' ", complaint, StringComparison.Ordinal);
        Assert.Contains(reason, complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_own_indicators_of_one_name_are_refused()
    {
        var problem = await Assert.ThrowsAsync<OptionsValidationException>(
            () => OpenAsync(options => options.AddIndicator(new Gain()).AddIndicator(new Gain())));

        Assert.Contains("already the name of a function (The gain over n bars)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_own_score_rates_cold_and_warm_scans_and_decides_filters_order_signals_and_plans()
    {
        await using var engine = await OpenAsync(options => options.UseScore(new Contrary()));
        var request = Everything with { MinRating = 5 };

        var cold = await engine.ScanToEndAsync(request);
        var warm = await engine.ScanToEndAsync(request);

        Assert.NotEmpty(cold.Rows);
        Assert.All(cold.Rows, row => Assert.Equal(Contrary.RatingOf(row.Row), row.Row.Rating));
        Assert.Equal(cold.Rows.Select(row => row.Row.Rating).OrderDescending(), cold.Rows.Select(row => row.Row.Rating));
        Assert.All(cold.Rows, row => Assert.Equal(Signal.Long, row.Row.Signal));
        Assert.All(cold.Rows.Where(row => row.Plan is not null), row => Assert.Equal(TradeDirection.Long, row.Plan!.Direction));
        Assert.Contains(cold.Rows, row => row.Plan is not null);
        Assert.Equal(cold.Rows.Select(row => row.Row), warm.Rows.Select(row => row.Row));
    }

    [Fact]
    public async Task An_own_score_explains_itself()
    {
        await using var engine = await OpenAsync(options => options.UseScore(new Contrary()));

        var result = await engine.ScanToEndAsync(Everything with { Where = "rating != 0" });

        var row = result.Rows[0].Row;
        Assert.Equal("contrary", Scoring.Explain(row).Formula);
        Assert.Equal("nothing", Scoring.Unrated(row));
        Assert.True(ScanColumns.TryFind("unrated", out var unrated));
        Assert.Equal("nothing", unrated.Text(result.Rows[0]));
    }

    [Fact]
    public async Task A_study_has_the_ratings_of_the_own_score()
    {
        await using var usual = await OpenAsync(_ => { });
        await using var own = await OpenAsync(options => options.UseScore(new Contrary()));

        var expected = await StudyAsync(usual, "rsi14 <= 30");
        var found = await StudyAsync(own, "rating >= 20");

        Assert.True(found.Signals > 0);
        Assert.Equal(expected.Signals, found.Signals);
    }

    [Theory]
    [InlineData("1", true, "2 of 2: ")]
    [InlineData("2", true, "1 of 2: ")]
    [InlineData("1", false, "1 of 2: ")]
    public async Task An_interrupted_series_of_studies_continues_with_the_same_function_and_score_only(
        string version, bool hasScore, string first)
    {
        var documents = new MemoryDocuments();
        StudyRequest[] requests =
        [
            .. new[] { 3, 5 }.Select(n => new StudyRequest
            {
                Scan = StudyRequest.EveryRow with { Where = $"gain({n}) > 3" }, From = new DateOnly(2026, 1, 5), Horizons = [5],
            }),
        ];
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<StudyStoppedException>(() => RunOf("1", hasOwnScore: true).RunAsync(
            requests,
            step =>
            {
                if (step == "2 of 2: statistics") stop.Cancel();
            },
            stop.Token));
        var steps = new List<string>();

        await RunOf(version, hasScore).RunAsync(requests, steps.Add, CancellationToken.None);

        Assert.StartsWith(first, steps[0], StringComparison.Ordinal);

        StudyRun RunOf(string function, bool hasOwnScore)
        {
            var methods = ScanMethods.BuiltIn.With(new Gain(version: function));
            var market = new SyntheticMarket(symbols: 20, time: _time);
            return new StudyRun(
                market, async token => (await market.FetchListingsAsync(token)).Listings, documents, _time,
                methods: hasOwnScore ? methods.With(new Contrary()) : methods);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(100.1)]
    [InlineData(-101)]
    public void A_rating_out_of_its_range_is_not_a_score(double rating) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Score.Of(rating, Signal.Neutral));

    private static async Task<StudyResult> StudyAsync(EmbeddedEngine engine, string where) => Assert.Single(await engine.StudyAsync(
        [new StudyRequest { Scan = StudyRequest.EveryRow with { Where = where }, From = new DateOnly(2026, 1, 5), Horizons = [5] }],
        _ => { }, CancellationToken.None));

    private Task<EmbeddedEngine> OpenAsync(Action<TechnicOptions> configure) => EmbeddedEngine.OpenAsync(
        options => configure(options.UseSynthetic(symbols: 60).UseSqlite(_folder.File(Guid.NewGuid().ToString("N")))), time: _time);
}
