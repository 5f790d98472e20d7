using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.Embedded.Hosting;
using Technic.Embedded.Sqlite;
using Technic.Testing;

namespace Technic.Embedded.Tests.Hosting;

/// <summary>The engine in a host, and without one.</summary>
public sealed class AddTechnicTests : IDisposable
{
    private static readonly ScanRequest Everything = new()
    {
        Days = 30, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1, StreamRows = false,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_host_has_fetched_the_next_one_has_in_its_store()
    {
        int cold, warm;
        using (var host = await StartAsync(options => options.UseSynthetic(seed: 5, symbols: 20)))
        {
            cold = (await ScanAsync(host)).ProviderRequests;
            await host.StopAsync();
        }
        using (var host = await StartAsync(options => options.UseSynthetic(seed: 5, symbols: 20)))
            warm = (await ScanAsync(host)).ProviderRequests;

        Assert.Equal((20, 0), (cold, warm));
    }

    [Fact]
    public async Task The_clock_and_the_log_are_those_of_the_host()
    {
        var source = new ScriptedSource(_time) { Listings = [new Listing(Symbol.Parse("AAPL"))] };
        using var host = await StartAsync(options => options.UsePriceSource(source));

        var summary = await ScanAsync(host);

        Assert.Equal(DateOnly.FromDateTime(Clocks.WednesdayEvening.Date), summary.AsOf);
        Assert.Contains(_log.Messages, message => message.StartsWith("Technic.Core.Scans.ScanRun", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_service_is_the_same_engine_and_it_is_disposed_once_with_the_host()
    {
        var source = new DisposableSource();
        using (var host = await StartAsync(options => options.UsePriceSource(_ => source)))
        {
            var engine = host.Services.GetRequiredService<EmbeddedEngine>();
            Assert.Same(engine, host.Services.GetRequiredService<IScanEngine>());
            Assert.Same(engine, host.Services.GetRequiredService<IStudyEngine>());
            Assert.Same(engine, host.Services.GetRequiredService<IMarketReference>());
            Assert.Same(engine.Methods, host.Services.GetRequiredService<ScanMethods>());
            Assert.Equal(0, source.Disposals);
        }
        Assert.Equal(1, source.Disposals);
    }

    [Fact]
    public async Task A_source_of_the_caller_is_not_disposed()
    {
        var source = new DisposableSource();
        using (await StartAsync(options => options.UsePriceSource(source)))
        {
        }
        Assert.Equal(0, source.Disposals);
    }

    public static TheoryData<string, Action<TechnicOptions>> Invalid => new()
    {
        { "Technic has no price source: call UsePolygon, UseSynthetic, UseCsv or UsePriceSource.", options => options.UseSqlite("x") },
        { "Technic has no price store: call UseSqlite.", options => options.UseSynthetic() },
        { "The folder of UseSqlite is empty.", options => options.UseSynthetic().UseSqlite(" ") },
        {
            "Technic has one price source, not 2: UseSynthetic, UsePolygon.",
            options => options.UseSynthetic().UsePolygon("key").UseSqlite("x")
        },
        { "Polygon needs an API key: set POLYGON_API_KEY, or pass the key in code.", options => options.UsePolygon(null).UseSqlite("x") },
        { "A synthetic market has 1 to 1000000 symbols, not 0.", options => options.UseSynthetic(symbols: 0).UseSqlite("x") },
        { "UseCsv requires a file or a folder.", options => options.UseCsv("").UseSqlite("x") },
        {
            "KeepBytes must be at least 1; it is 0.",
            options => options.UseSynthetic().UseSqlite("x", new SqliteHistoryStoreOptions { KeepBytes = 0 })
        },
        { "UseScore: A score must have a name and a version.", options => options.UseSynthetic().UseSqlite("x").UseScore(new Nameless()) },
        { "MemoryMegabytes must be between 1 and 1000000; it is 0.", options => Limited(options, o => o.MemoryMegabytes = 0) },
        { "ConcurrentFetches must be between 1 and 1000; it is 0.", options => Limited(options, o => o.ConcurrentFetches = 0) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task Invalid_options_are_one_sentence_each_in_a_host_and_without_one(string complaint, Action<TechnicOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTechnic(configure);
        using var host = builder.Build();

        var atStart = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        var opened = await Assert.ThrowsAsync<OptionsValidationException>(() => EmbeddedEngine.OpenAsync(configure));

        Assert.Equal([complaint], atStart.Failures);
        Assert.Equal([complaint], opened.Failures);
    }

    public static TheoryData<string, Action<TechnicOptions, string>> Unusable => new()
    {
        { "The folder of the price store, '{0}', is a file.", (options, file) => options.UseSynthetic().UseSqlite(file) },
        {
            "The folder of the price store, 'a\uFFFDb', cannot be created: Null character in path. (Parameter 'path').",
            (options, _) => options.UseSynthetic().UseSqlite("a\0b")
        },
        {
            "UsePriceSource: the function returned no price source.",
            (options, file) => options.UsePriceSource(_ => null!).UseSqlite(file + "-data")
        },
        {
            "UsePriceSource: the name of the price source, '', must be a short word without '/' and '\\'.",
            (options, file) => options.UsePriceSource(new ScriptedSource(TimeProvider.System) { Name = "" }).UseSqlite(file + "-data")
        },
        {
            "UsePriceSource: the name of the price source, '../prices', must be a short word without '/' and '\\'.",
            (options, file) => options.UsePriceSource(new ScriptedSource(TimeProvider.System) { Name = "../prices" })
                .UseSqlite(file + "-data")
        },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_folder_or_a_source_that_cannot_be_used_fails_the_start_with_one_sentence(
        string complaint, Action<TechnicOptions, string> configure)
    {
        var file = _folder.File("file");
        await File.WriteAllTextAsync(file, "");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTechnic(options => configure(options, file));
        using var host = builder.Build();

        var atStart = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        var opened = await Assert.ThrowsAsync<OptionsValidationException>(
            () => EmbeddedEngine.OpenAsync(options => configure(options, file)));

        Assert.Equal([complaint.Replace("{0}", file, StringComparison.Ordinal)], atStart.Failures);
        Assert.Equal(atStart.Failures, opened.Failures);
    }

    [Fact]
    public async Task All_errors_are_reported_at_once()
    {
        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => EmbeddedEngine.OpenAsync(_ => { }));

        Assert.Equal(2, problem.Failures.Count());
    }

    [Fact]
    public async Task A_file_of_prices_that_cannot_be_read_fails_the_start_with_its_name()
    {
        var missing = _folder.File("missing.csv");

        var problem = await Assert.ThrowsAsync<CsvFormatException>(() => StartAsync(options => options.UseCsv(missing)));

        Assert.Contains("missing.csv", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_without_a_host_closes_what_it_owns_and_can_be_disposed_twice()
    {
        var source = new DisposableSource();
        var engine = await EmbeddedEngine.OpenAsync(
            options => options.UsePriceSource(_ => source).UseSqlite(_folder.File("data")), time: _time);
        await engine.ScanToEndAsync(Everything);

        await engine.DisposeAsync();
        await engine.DisposeAsync();

        Assert.Equal(1, source.Disposals);
        Assert.True(File.Exists(Path.Combine(_folder.File("data"), "technic.db")));
    }

    private static void Limited(TechnicOptions options, Action<TechnicOptions> limit) => limit(options.UseSynthetic().UseSqlite("x"));

    private static async Task<ScanSummary> ScanAsync(IHost host) =>
        (await host.Services.GetRequiredService<IScanEngine>().ScanToEndAsync(Everything)).Summary;

    private readonly CategoryLog _log = new();

    private async Task<IHost> StartAsync(Action<TechnicOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<ILoggerProvider>(_log);
        builder.Services.AddTechnic(options => configure(options.UseSqlite(_folder.File("data"))));
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the messages, each behind its category.</summary>
    private sealed class CategoryLog : ILoggerProvider
    {
        private readonly List<ListLogger<CategoryLog>> _loggers = [];
        private readonly List<string> _categories = [];

        public IEnumerable<string> Messages =>
            _loggers.Zip(_categories).SelectMany(log => log.First.Messages.Select(message => $"{log.Second}: {message.Text}"));

        public ILogger CreateLogger(string categoryName)
        {
            lock (_loggers)
            {
                _categories.Add(categoryName);
                _loggers.Add(new ListLogger<CategoryLog>());
                return _loggers[^1];
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class Nameless : IScoring
    {
        public string Name => "";

        public Score Rate(ScanRow row) => row.Score;
    }

    private sealed class DisposableSource : IPriceSource, IDisposable
    {
        public int Disposals { get; private set; }

        public string Name => "empty";

        public string Description => "No prices.";

        public int? RequestsPerMinute => null;

        public Task<FetchedBars> FetchBarsAsync(
            Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
            Task.FromResult(new FetchedBars(BarSeries.Empty, Requests: 1));

        public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new FetchedListings([], Requests: 1));

        public void Dispose() => Disposals++;
    }
}
