using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Testing;

namespace Technic.Columnar.Tests;

/// <summary>A folder of Parquet files is a source of prices, and its unusable rows are counted.</summary>
public sealed class ParquetMarketTests : IDisposable
{
    // Ten sessions.
    private const string Bars = """
        (select 'AAA' as symbol, d::date as date, 10.0 as open, 12.0 as high, 9.0 as low, 11.0 as close, 5.0 as volume
         from generate_series(date '2026-03-02', date '2026-03-13', interval 1 day) t(d) where dayofweek(d) not in (0, 6))
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("select * replace (if(date = '2026-03-04', -5, volume) as volume) from", 9, "impossible bar 1")]
    [InlineData("select * replace (if(date = '2026-03-04', -1, close) as close) from", 9, "impossible bar 1")]
    [InlineData("select * replace (if(date = '2026-03-04', 8, high) as high) from", 9, "impossible bar 1")]
    [InlineData("select * replace (if(date = '2026-03-04', null, close) as close) from", 9, "")]
    [InlineData("select * replace (if(date = '2026-03-04', date '2026-03-07', date) as date) from", 9, "exchange closed 1")]
    [InlineData("select * replace (if(date = '2026-03-04', date '2026-03-05', date) as date) from", 9, "repeated 1")]
    [InlineData("select * replace ((date '2026-03-07' + 7 * (day(date) - 2)::int)::date as date) from", 10, "")] // Another calendar.
    public async Task Unusable_rows_are_left_out_and_counted(string query, int bars, string dropped)
    {
        Write("bars.parquet", $"{query} {Bars}");

        var market = await ParquetMarket.OpenAsync(_folder.Path, default);

        var fetched = await market.FetchBarsAsync(
            Symbol.Parse("AAA"), Frequency.Daily, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), default);
        Assert.Equal(bars, fetched.Bars.Count);
        Assert.Equal(dropped, string.Join(", ", market.Dropped.Select(rows => $"{rows.Reason} {rows.Count}")));
        Assert.All(market.Dropped, rows => Assert.StartsWith("AAA", rows.Examples[0], StringComparison.Ordinal));
        Assert.DoesNotContain(market.Dropped, rows => rows.Reason == BarDrops.UnusableFile);
    }

    [Theory]
    [InlineData("symbol=BRK.B/data_0.parquet", "BRK.B")]
    [InlineData("Ticker=BF-B/year=2026/part.parquet", "BF.B")]
    [InlineData("symbol=BRK%2FB/data.parquet", "BRK.B")]
    [InlineData("stocks/brk-a.parquet", "BRK.A")]
    public async Task A_file_without_symbols_has_that_of_its_folder_or_name(string name, string symbol)
    {
        Write(name, $"select * exclude symbol from {Bars}");

        var market = await ParquetMarket.OpenAsync(_folder.Path, default);

        Assert.Equal([symbol], (await market.FetchListingsAsync(default)).Listings.Select(listing => listing.Symbol.Text));
    }

    private void Write(string name, string query)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Duck.Rows($"copy ({query}) to '{path}' (format parquet)");
    }
}
