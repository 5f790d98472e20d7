using Technic.Core.Studies;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>The copy of the stored days by symbol is made while the engine has nothing to do.</summary>
public sealed class IdleColumnsTests
{
    /// <summary>So many that whole days need fewer requests than single symbols.</summary>
    private const int Symbols = 150;

    private static readonly DateOnly Tuesday = new(2026, 3, 10);

    private static async Task<MarketUnderTest> StartAsync()
    {
        var test = await MarketUnderTest.StartAsync(MarketOf(symbols: Symbols, Tuesday), Tuesday);
        test.ColumnFolder = Path.Combine(test.Folder, "columns");
        await test.RestartAsync();
        await test.ScanAsync(Request(Symbols, days: 90));
        await test.Engine.FlushAsync(CancellationToken.None);
        return test;
    }

    private static string[] Files(MarketUnderTest test) => Directory.Exists(test.ColumnFolder)
        ? [.. Directory.GetFiles(test.ColumnFolder!).Select(file => Path.GetFileName(file)).Order()] : [];

    /// <summary>
    /// Lets time pass, and waits for the preparation that it began. One that runs already (the jump of <see cref="MarketUnderTest.GoTo"/>
    /// is a pause too) would make the checks pass without a new one, so its end is awaited first.
    /// </summary>
    private static async Task PassAsync(MarketUnderTest test, TimeSpan time)
    {
        await test.Engine.Columns!.Current;
        test.Time.Advance(time);
        await test.Engine.Columns!.Current;
    }

    [Fact]
    public async Task After_a_pause_the_copy_is_made_without_requests_and_a_study_uses_it()
    {
        await using var test = await StartAsync();
        var requests = test.Requests;

        await PassAsync(test, IdleColumns.Pause - TimeSpan.FromSeconds(1));
        Assert.Empty(Files(test));
        await PassAsync(test, IdleColumns.Pause);

        Assert.Equal(["2025.columns", "2026.columns"], Files(test));
        var made = Times(test);
        var request = new StudyRequest { Scan = StudyRequest.EveryRow with { Where = "close > sma(20)" }, Horizons = [5] };
        var study = await test.Engine.StudyAsync([request], _ => { }, CancellationToken.None);
        Assert.Equal(Symbols, study[0].UniverseSymbols);
        Assert.Equal(made, Times(test));
        Assert.Equal(requests, test.Requests);
    }

    [Fact]
    public async Task A_request_postpones_it()
    {
        await using var test = await StartAsync();

        await PassAsync(test, IdleColumns.Pause - TimeSpan.FromSeconds(1));
        await test.ScanAsync(Request(Symbols, days: 90));
        await PassAsync(test, TimeSpan.FromSeconds(2));
        Assert.Empty(Files(test));
        await PassAsync(test, IdleColumns.Pause);

        Assert.NotEmpty(Files(test));
    }

    [Fact]
    public async Task A_new_day_is_added_in_the_next_pause()
    {
        await using var test = await StartAsync();
        await PassAsync(test, IdleColumns.Pause + IdleColumns.Pause);
        var made = Times(test);

        test.GoTo(Tuesday.AddDays(1));
        await test.ScanAsync(Request(Symbols, days: 90));
        await test.Engine.FlushAsync(CancellationToken.None);
        await PassAsync(test, IdleColumns.Pause + IdleColumns.Pause);

        Assert.Equal(made[0], Times(test)[0]);
        Assert.True(Times(test)[1] > made[1]);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_stops_nothing()
    {
        await using var test = await StartAsync();
        await File.WriteAllTextAsync(test.ColumnFolder!, "not a folder");

        await PassAsync(test, IdleColumns.Pause + IdleColumns.Pause);
        var scan = await test.ScanAsync(Request(Symbols, days: 90));

        Assert.Equal(Symbols, scan.Rows.Count);
    }

    private static DateTime[] Times(MarketUnderTest test) =>
        [.. Directory.GetFiles(test.ColumnFolder!).Order().Select(File.GetLastWriteTimeUtc)];
}
