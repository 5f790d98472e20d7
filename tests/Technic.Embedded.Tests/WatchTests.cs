using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Watches;
using Technic.Embedded.Sqlite;
using Technic.Testing;

namespace Technic.Embedded.Tests;

/// <summary>Lists and watches in the data folder, and the checks that the engine makes itself.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private static readonly DateOnly Wednesday = new(2026, 11, 25), Friday = new(2026, 11, 27);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Clocks.At(Wednesday, "17:00"));
    private readonly ScriptedSource _source;
    private SqliteHistoryStore _store = null!;
    private EmbeddedEngine _engine = null!;

    public WatchTests() => _source = new ScriptedSource(_time) { Listings = [new Listing(Symbol.Parse("S0001"))] };

    private string File => _folder.File(SqliteUserData.FileName);

    public Task InitializeAsync()
    {
        (_store, _engine) = Open();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private (SqliteHistoryStore Store, EmbeddedEngine Engine) Open()
    {
        var store = new SqliteHistoryStore(_folder.Path, _source.Name, _time, NullLogger<SqliteHistoryStore>.Instance);
        return (store, new EmbeddedEngine(
            _source, store, new MarketClock(_time),
            new EmbeddedEngineOptions(new MemoryTierOptions(Jitter: 0)) { ChecksWatches = true }, NullLoggerFactory.Instance));
    }

    [Fact]
    public async Task Over_a_holiday_and_a_half_day_each_session_is_checked_once_when_it_is_published_and_once_when_it_is_final()
    {
        await WatchAsync();

        Assert.Equal((Wednesday, "17:01"), await PassToAsync(Wednesday, "17:01"));
        Assert.Equal((Wednesday, "17:01"), await PassToAsync(Thanksgiving, "05:59"));
        Assert.Equal((Wednesday, "06:00"), await PassToAsync(Thanksgiving, "06:00"));
        Assert.Equal((Wednesday, "06:00"), await PassToAsync(Friday, "13:14"));
        Assert.Equal((Friday, "13:15"), await PassToAsync(Friday, "13:15"));
        Assert.Equal((Friday, "13:15"), await PassToAsync(Friday, "23:00"));
        Assert.Equal(Wednesday, (await StateAsync()).Report!.ComparedWith);
    }

    [Fact]
    public async Task A_check_that_fails_is_kept_as_a_problem_and_repeated_after_a_pause()
    {
        await WatchAsync();
        _source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is down.");

        await PassToAsync(Wednesday, "17:01");
        var failed = await StateAsync();
        _source.Refuse = _ => null;
        await PassToAsync(Wednesday, "17:15");
        var early = await StateAsync();
        await PassToAsync(Wednesday, "17:16");

        Assert.Contains("The provider is down.", failed.Problem, StringComparison.Ordinal);
        Assert.Equal(failed.Progress.AttemptedAt, early.Progress.AttemptedAt);
        Assert.Null((await StateAsync()).Problem);
        Assert.Equal(Wednesday, (await StateAsync()).Report!.AsOf);
    }

    [Fact]
    public async Task Without_a_watch_no_file_is_created_and_nothing_is_requested()
    {
        await PassAsync(Wednesday, "18:00");

        Assert.False(System.IO.File.Exists(File));
        Assert.Empty(_source.Calls);
    }

    [Fact]
    public async Task A_deleted_watch_has_no_report_of_any_price_source()
    {
        await WatchAsync();
        await PassToAsync(Wednesday, "17:01");
        var other = new ScriptedSource(_time) { Name = "another", Listings = _source.Listings };
        await using (var store = new SqliteHistoryStore(_folder.Path, other.Name, _time, NullLogger<SqliteHistoryStore>.Instance))
        await using (var engine = new EmbeddedEngine(
            other, store, new MarketClock(_time), new EmbeddedEngineOptions(), NullLoggerFactory.Instance))
        {
            var watch = Assert.Single(await engine.Watches!.GetWatchesAsync(CancellationToken.None));
            Assert.Null(watch.Report);
            await engine.Watches.DeleteWatchAsync(watch.Watch.Name, CancellationToken.None);
        }

        await WatchAsync();

        Assert.Null((await StateAsync()).Report);
    }

    [Fact]
    public async Task Clearing_and_pruning_the_prices_keeps_lists_and_watches()
    {
        await _engine.Watches!.SetListAsync("mine", [Symbol.Parse("AAPL")], null, CancellationToken.None);
        await WatchAsync();
        await PassToAsync(Wednesday, "17:01");

        await _store.ClearAsync(null, CancellationToken.None);
        await _store.PruneAsync(new PruneRules { MaxBytes = 1, ReplayAge = TimeSpan.FromDays(1) }, CancellationToken.None);

        Assert.NotNull(await _engine.Watches.FindListAsync("mine", CancellationToken.None));
        Assert.NotNull((await StateAsync()).Report);
    }

    [Fact]
    public async Task A_process_sees_what_another_one_has_changed()
    {
        var (store, engine) = Open();
        await using (store)
        await using (engine)
        {
            await WatchAsync();
            await engine.Watches!.SetListAsync("mine", [Symbol.Parse("AAPL")], null, CancellationToken.None);
            await _engine.Watches!.ChangeListAsync("mine", [Symbol.Parse("IBM")], [], CancellationToken.None);

            Assert.Equal(2, (await engine.Watches.FindListAsync("mine", CancellationToken.None))!.Symbols.Count);
            Assert.NotNull(await engine.Watches.FindWatchAsync("rising", CancellationToken.None));
        }
    }

    [Fact]
    public async Task One_watch_more_than_the_limit_is_refused_in_a_sentence_and_another_version_of_one_is_not()
    {
        var scan = SavedScan.Read("""{"where": "close > 0"}"""u8.ToArray());
        for (var i = 1; i <= Watch.MaxWatches; i++) await _engine.Watches!.SetWatchAsync($"w{i}", scan, null, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ScanRequestException>(
            () => _engine.Watches!.SetWatchAsync("more", scan, null, CancellationToken.None).AsTask());
        await _engine.Watches!.SetWatchAsync("w1", scan, "another note", CancellationToken.None);

        Assert.Equal("Cannot save another watch: the maximum is 100. Delete one first.", refusal.Message);
        Assert.Equal(Watch.MaxWatches, (await _engine.Watches!.GetWatchesAsync(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_damaged_file_is_reported_and_not_replaced()
    {
        byte[] damaged = [.. "This is not a database."u8, .. new byte[4096]];
        await System.IO.File.WriteAllBytesAsync(File, damaged);

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(
            () => _engine.Watches!.SetListAsync("mine", [Symbol.Parse("AAPL")], null, CancellationToken.None).AsTask());

        Assert.Equal($"The file of lists and watches {File} is damaged.", problem.Message);
        Assert.Equal(damaged, await System.IO.File.ReadAllBytesAsync(File));
    }

    private static DateOnly Thanksgiving => new(2026, 11, 26);

    private async Task WatchAsync() => await _engine.Watches!.SetWatchAsync(
        "rising", SavedScan.Read("""{"where": "close > 0", "minDollarVolume": 0}"""u8.ToArray()), null, CancellationToken.None);

    private async Task<WatchState> StateAsync() => (await _engine.Watches!.FindWatchAsync("rising", CancellationToken.None))!;

    /// <summary>Lets time pass up to an instant, and returns the session of the report with the time of its check in New York.</summary>
    private async Task<(DateOnly Session, string CheckedAt)> PassToAsync(DateOnly day, string time)
    {
        await PassAsync(day, time);
        if ((await StateAsync()).Report is not { } report) return default;
        var local = TimeZoneInfo.ConvertTime(report.CheckedAt, TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        return (report.AsOf, local.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    private async Task PassAsync(DateOnly day, string time)
    {
        var end = Clocks.At(day, time);
        // The last minute passes alone, so that the check of that minute is complete when it is read.
        if (end - _time.GetUtcNow() > WatchTimer.Interval) _time.Advance(end - _time.GetUtcNow() - WatchTimer.Interval);
        await _engine.WatchChecks!.Current;
        _time.Advance(end - _time.GetUtcNow());
        await _engine.WatchChecks!.Current;
    }
}
