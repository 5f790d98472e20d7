using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Embedded.Hosting;
using Technic.Indicators;
using Technic.Testing;

namespace Technic.Embedded.Tests.Hosting;

/// <summary>An application's own function, score or source that fails: one sentence that names it, and never a wrong number.</summary>
public sealed class FailingOwnCodeTests : IDisposable
{
    private static readonly ScanRequest Everything = StudyRequest.EveryRow with { Top = 0, Days = 300, StreamRows = false };
    private static readonly Symbol Apple = Symbol.Parse("AAPL");

    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("own(5)")]
    [InlineData("rank(own(5))")]
    [InlineData("weekly.own(5)[1]")]
    [InlineData("sma(own(5), 3)")]
    public async Task A_function_that_throws_fails_the_scan_with_its_name(string formula)
    {
        var own = new Own(_ => throw new InvalidOperationException("no data."));
        await using var engine = await OpenAsync(options => options.AddIndicator(own));

        var problem = await Assert.ThrowsAsync<ScanFailedException>(
            () => engine.ScanToEndAsync(Everything with { Columns = [$"x: {formula}"] }));

        Assert.Equal("The function own failed: no data.", problem.Message);
        Assert.IsType<InvalidOperationException>(problem.InnerException);
    }

    [Fact]
    public async Task A_function_that_throws_fails_a_study_with_its_name()
    {
        var own = new Own(_ => throw new InvalidOperationException("no data"));
        await using var engine = await OpenAsync(options => options.AddIndicator(own));
        var request = new StudyRequest { Scan = Everything with { Where = "own(5) > 0" } };

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => engine.StudyAsync([request], _ => { }, default));

        Assert.Equal("The function own failed: no data.", problem.Message);
    }

    /// <summary>Buffers are reused, so what a function does not write would be the value of another symbol.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_function_does_not_write_and_what_is_not_finite_is_no_value(bool isInfinite)
    {
        await using var engine = await OpenAsync(options => options.AddIndicator(new Own(values =>
        {
            if (isInfinite) values.Fill(double.PositiveInfinity);
        })));

        var result = await engine.ScanToEndAsync(Everything with { Columns = ["other: sma(20)", "x: own(5)", "y: highest(own(5), 3)"] });

        Assert.NotEmpty(result.Rows);
        Assert.All(result.Rows, row => Assert.Null(row.Formulas[1].Value));
        Assert.All(result.Rows, row => Assert.Null(row.Formulas[2].Value));
    }

    [Fact]
    public async Task A_number_of_bars_that_a_function_cannot_need_fails_the_scan()
    {
        await using var engine = await OpenAsync(options => options.AddIndicator(new Own(_ => { }, n => n == 10 ? 10 : -3)));

        var problem = await Assert.ThrowsAsync<ScanFailedException>(
            () => engine.ScanToEndAsync(Everything with { Columns = ["x: own(5)"] }));

        Assert.Equal("The function own failed: it needs -3 bars before a value.", problem.Message);
    }

    public static TheoryData<string, Func<ScanRow, Score>> Scores => new()
    {
        { "The score Mine failed: no data.", _ => throw new InvalidOperationException("no data") },
        { "A rating must be between -100 and 100.", _ => Score.Of(double.NaN, Signal.Long) },
        { "A rating must be between -100 and 100.", _ => default(Score) with { Rating = 101 } },
        { "Unknown signal.", _ => Score.Of(1, (Signal)77) },
    };

    [Theory]
    [MemberData(nameof(Scores))]
    public async Task A_score_that_fails_fails_the_scan_with_its_name(string complaint, Func<ScanRow, Score> rate)
    {
        await using var engine = await OpenAsync(options => options.UseScore(new OwnScore(rate)));

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => engine.ScanToEndAsync(Everything));

        Assert.StartsWith("The score Mine failed: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public async Task A_source_that_fails_at_one_symbol_fails_that_symbol_and_not_the_scan()
    {
        var source = new OwnSource(symbol => symbol != Apple ? Bars() : throw new InvalidOperationException("no connection.\nTry later"));

        var result = await ScanAsync(source);

        Assert.Equal((1, 1), (result.Summary.Ranked, result.Summary.Failed));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((Apple, "The price source own failed: no connection. Try later."), (failure.Symbol, failure.Reason));
    }

    [Fact]
    public async Task A_time_limit_of_a_source_is_a_failure_and_no_cancellation_of_the_scan()
    {
        var source = new OwnSource(symbol => symbol != Apple ? Bars() : throw new TaskCanceledException("A task was canceled."));

        var result = await ScanAsync(source);

        Assert.Equal("The price source own failed: A task was canceled.", Assert.Single(result.Failures).Reason);
    }

    [Fact]
    public async Task A_source_that_returns_null_has_failed()
    {
        var noBars = await ScanAsync(new OwnSource(symbol => symbol != Apple ? Bars() : null!));
        var noList = await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(new OwnSource(_ => Bars()) { HasNoList = true }));

        Assert.Equal("The price source own failed: it returned null.", Assert.Single(noBars.Failures).Reason);
        Assert.Contains("The price source own failed: it returned null.", noList.Message, StringComparison.Ordinal);
    }

    private FetchedBars Bars()
    {
        var series = new BarSeriesBuilder();
        foreach (var day in Technic.Core.Market.Calendar.ExchangeCalendar.Nyse.SessionsBetween(new(2026, 1, 5), new(2026, 12, 31)))
            if (day <= DateOnly.FromDateTime(_time.GetUtcNow().Date)) series.Add(new Bar(BarTime.OfDay(day), 10, 11, 9, 10, 1_000));
        return new FetchedBars(series.Build(out _), Requests: 1);
    }

    private async Task<ScanResult> ScanAsync(OwnSource source)
    {
        await using var engine = await EmbeddedEngine.OpenAsync(
            options => options.UsePriceSource(source).UseSqlite(_folder.File(Guid.NewGuid().ToString("N"))), time: _time);
        return await engine.ScanToEndAsync(Everything);
    }

    private Task<EmbeddedEngine> OpenAsync(Action<TechnicOptions> configure) => EmbeddedEngine.OpenAsync(
        options => configure(options.UseSynthetic(symbols: 20).UseSqlite(_folder.File(Guid.NewGuid().ToString("N")))), time: _time);

    private delegate void Write(Span<double> values);

    private sealed class Own(Write write, Func<int, int>? first = null) : IndicatorFunction(new()
    {
        Name = "own", Family = "Own", Meaning = "A function", Formula = "x", Source = "Own", Series = SeriesArguments.One,
        Parameters = [FunctionParameter.Bars("n", usual: 10)], Outputs = [new("", "", "A value")],
    })
    {
        public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
            first is null ? (int)parameters[0] : first((int)parameters[0]);

        protected override void Compute(in FunctionCall call) => write(call.Output(0));
    }

    private sealed class OwnScore(Func<ScanRow, Score> rate) : IScoring
    {
        public string Name => "Mine";

        public Score Rate(ScanRow row) => rate(row);
    }

    private sealed class OwnSource(Func<Symbol, FetchedBars> bars) : IPriceSource
    {
        public bool HasNoList { get; init; }

        public string Name => "own";

        public string Description => "Prices for tests.";

        public int? RequestsPerMinute => null;

        public Task<FetchedBars> FetchBarsAsync(
            Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
            Task.FromResult(bars(symbol));

        public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) => Task.FromResult(
            HasNoList ? null! : new FetchedListings([new Listing(Apple), new Listing(Symbol.Parse("MSFT"))], Requests: 1));
    }
}
