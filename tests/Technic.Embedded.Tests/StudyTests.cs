using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Csv;
using Technic.Core.Studies;
using Technic.Core.Universes;
using Technic.Embedded.Sqlite;
using Technic.Testing;

namespace Technic.Embedded.Tests;

/// <summary>A study of one day finds the rows of a scan of that day.</summary>
public sealed class StudyTests : IDisposable
{
    /// <summary>Days on both sides of splits, the fall of 2020, the first and the last weeks.</summary>
    private static readonly DateOnly[] Days =
    [
        new(2019, 6, 3), new(2019, 12, 31), new(2020, 3, 23), new(2020, 8, 28), new(2020, 8, 31), new(2021, 1, 29), new(2021, 4, 21),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("close > highest(high, 20)[1]")]
    [InlineData("close > 150 and volume > 2000000")]
    [InlineData("rsi14 < 45 or close < sma50 and adx14 > 20")]
    [InlineData("rank(roc(10)) >= 80 and rank(volume, by: sector) >= 20")]
    [InlineData("sector = 'Energy' and close < sma(10)")]
    [InlineData("rating > 30 and relativeStrength >= 60")]
    [InlineData("signal = 'Long' or signal = 'StrongLong'")]
    [InlineData("weekly.close > weekly.sma(10) and AAPL.close > AAPL.sma(20)")]
    public async Task A_study_of_a_day_has_the_rows_of_a_scan_of_that_day(string where)
    {
        var source = CsvMarket.Open(RealMarket.Sample.Bars, RealMarket.Sample.Splits, CancellationToken.None);
        var universe = new Universe(UniverseFile.Read(RealMarket.Sample.Constituents, CancellationToken.None).Listings);
        var time = new FakeTimeProvider(NewYork.Instant(RealMarket.LastDay, new TimeOnly(22, 0)));
        await using var store = new SqliteHistoryStore(_folder.File("data"), source.Name, time, NullLogger<SqliteHistoryStore>.Instance);
        await using var engine = new EmbeddedEngine(
            source, store, new MarketClock(time), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
        var listings = universe.Listings.ToDictionary(listing => listing.Symbol);
        var histories = await source.ReadMarketAsync(null, null, CancellationToken.None);
        var study = new Study(StudyMarket.Of([.. histories.Select(history =>
            history with { Listing = listings[history.Listing.Symbol] })]));
        var scan = StudyRequest.EveryRow with { Where = where, Universe = universe, Top = 0, StreamRows = false };

        var signals = study.Signals(new StudyRequest { Scan = scan }, CancellationToken.None)
            .ToLookup(signal => signal.Day, signal => signal.Symbol);

        foreach (var day in Days)
        {
            var result = await engine.ScanToEndAsync(scan with { AsOf = day }, CancellationToken.None);
            Assert.Equal(result.Rows.Select(row => row.Row.Symbol).Order(), signals[day]);
        }
        Assert.InRange(Days.Sum(day => signals[day].Count()), 10, 600);
    }
}
