using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Embedded.Tests;

/// <summary>Prices that a source holds, such as files: requests without a day are as of their last one.</summary>
public sealed class HeldPricesTests : IDisposable
{
    private static readonly DateOnly LastDay = new(2026, 1, 30);
    private static readonly PriceHistoryKey Key = new(Symbol.Parse("AAA"), 30, Frequency.Daily);
    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_scan_and_a_lookup_without_a_day_are_as_of_the_last_day_of_the_files()
    {
        await using var engine = await OpenAsync(LastDay);

        var scan = await engine.ScanToEndAsync(Request);
        var history = await engine.GetHistoryAsync(Key, default);

        Assert.Equal((LastDay, 1), (scan.Summary.AsOf, scan.Summary.Ranked));
        Assert.Equal(LastDay, history.History!.AsOf!.Value.Date);
        Assert.True(history.History.Bars.Count > 15, $"{history.History.Bars.Count} bars");
    }

    [Fact]
    public async Task A_day_of_the_request_is_used()
    {
        await using var engine = await OpenAsync(LastDay);
        var day = new DateOnly(2026, 1, 20);

        var scan = await engine.ScanToEndAsync(Request with { AsOf = day });
        var history = await engine.GetHistoryAsync(Key with { Replay = day }, default);

        Assert.Equal(day, scan.Summary.AsOf);
        Assert.Equal(day, history.History!.AsOf!.Value.Date);
    }

    [Fact]
    public async Task Files_with_the_newest_session_are_of_the_present()
    {
        var newest = new MarketClock(_time).Take().Published;
        await using var engine = await OpenAsync(newest);

        var history = await engine.GetHistoryAsync(Key, default);
        var summary = (await engine.ScanToEndAsync(Request)).Summary;

        Assert.Null(history.History!.Key.Replay);
        Assert.Equal((newest, 1), (summary.AsOf, summary.Ranked));
    }

    private static ScanRequest Request => new() { Days = 30, Top = 0, MinDollarVolume = 0, MinBars = 1, StreamRows = false };

    private async Task<EmbeddedEngine> OpenAsync(DateOnly last)
    {
        var days = MarketClock.Calendar.SessionsBetween(last.AddDays(-60), last);
        var file = _folder.File("bars.csv");
        await File.WriteAllLinesAsync(
            file, days.Select(day => $"AAA,{day:yyyy-MM-dd},10,11,9,10.5,1000000").Prepend("symbol,date,open,high,low,close,volume"));
        return await EmbeddedEngine.OpenAsync(options => options.UseCsv(file).UseSqlite(_folder.File("store")), time: _time);
    }
}
