using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Csv;
using Technic.Testing;

namespace Technic.Core.Tests.Provider.Csv;

public sealed class CsvMarketTests : IDisposable
{
    private const string Bars = """
        symbol,date,open,high,low,close,volume
        A,2021-04-19,100,102,98,101,1000
        A,2021-04-20,50,52,49,51,3000
        A,2021-04-21,51,53,50,52,4000
        B,2021-04-20,7,7,7,7,0

        """;

    private const string Splits = "symbol,execution_date,ratio\nA,2021-04-20,2\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fetch_brings_the_days_asked_for_adjusted_for_splits()
    {
        var market = Open();

        var fetched = await market.FetchBarsAsync(S("A"), Frequency.Daily, Day(19), Day(20), default);

        Assert.Equal([50.5, 51], fetched.Bars.Close.ToArray());
        Assert.Equal([2000, 3000], fetched.Bars.Volume.ToArray());
        Assert.Equal(1, fetched.Requests);
        Assert.Equal(0, fetched.Defects.Total);
    }

    [Fact]
    public async Task A_fetch_that_ends_before_a_split_does_not_know_it()
    {
        var fetched = await Open().FetchBarsAsync(S("A"), Frequency.Daily, Day(1), Day(19), default);

        Assert.Equal([101], fetched.Bars.Close.ToArray());
    }

    [Fact]
    public async Task A_fetch_owns_its_columns()
    {
        var fetched = await Open().FetchBarsAsync(S("A"), Frequency.Daily, Day(21), Day(21), default);

        Assert.Equal(BarSeries.Empty.Append(fetched.Bars).Bytes, fetched.Bars.Bytes);
    }

    [Theory]
    [InlineData("A", 1, 18)]
    [InlineData("A", 22, 30)]
    [InlineData("A", 21, 19)]
    [InlineData("C", 1, 30)]
    [InlineData("a", 1, 30)]
    public async Task What_the_file_does_not_have_is_an_empty_series(string symbol, int from, int to) =>
        Assert.Equal(0, (await Open().FetchBarsAsync(S(symbol), Frequency.Daily, Day(from), Day(to), default)).Bars.Count);

    [Fact]
    public async Task The_widest_window_brings_everything() =>
        Assert.Equal(3, (await Open().FetchBarsAsync(S("A"), Frequency.Daily, DateOnly.MinValue, DateOnly.MaxValue, default)).Bars.Count);

    [Fact]
    public async Task Bars_of_another_length_are_an_error_and_not_an_empty_answer()
    {
        var error = await Assert.ThrowsAsync<PriceSourceException>(
            () => Open().FetchBarsAsync(S("A"), Frequency.Intraday, Day(19), Day(20), default));

        Assert.Equal("The CSV file contains daily bars, not intraday bars.", error.Message);
    }

    [Fact]
    public async Task The_listings_are_the_symbols_of_the_file() =>
        Assert.Equal([new Listing(S("A")), new Listing(S("B"))], (await Open().FetchListingsAsync(default)).Listings);

    [Fact]
    public void The_name_tells_contents_apart_and_not_files()
    {
        var name = Open().Name;

        Assert.Matches("^csv-[0-9a-f]{8}$", name);
        Assert.Equal(name, Open(fileName: "other.csv").Name);
        Assert.NotEqual(name, Open(bars: Bars.Replace("101", "101.5")).Name);
        Assert.NotEqual(name, Open(splits: Splits.Replace(",2\n", ",3\n")).Name);
        Assert.NotEqual(name, CsvMarket.Open(_folder.Write("bars.csv", Bars), null, default).Name);
    }

    [Fact]
    public void The_description_says_what_is_there() =>
        Assert.Equal("4 daily bars of 2 symbols from bars.csv, adjusted for the splits of splits.csv.", Open().Description);

    [Fact]
    public async Task A_cancelled_fetch_is_cancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Open().FetchBarsAsync(S("A"), Frequency.Daily, Day(1), Day(30), new CancellationToken(true)));

    [Fact]
    public async Task Apple_is_adjusted_for_its_split_of_2020()
    {
        var market = CsvMarket.Open(RealMarket.Sample.Bars, RealMarket.Sample.Splits, default);

        var day = new DateOnly(2020, 8, 28);
        var after = await market.FetchBarsAsync(S("AAPL"), Frequency.Daily, day, RealMarket.LastDay, default);
        var before = await market.FetchBarsAsync(S("AAPL"), Frequency.Daily, day, day, default);

        Assert.Equal(124.8075, after.Bars.Close[0]);
        Assert.Equal(499.23, before.Bars.Close[0]);
        Assert.Equal(RealMarket.Sample.Symbols, (await market.FetchListingsAsync(default)).Listings.Count);
    }

    private CsvMarket Open(string bars = Bars, string splits = Splits, string fileName = "bars.csv") =>
        CsvMarket.Open(_folder.Write(fileName, bars), _folder.Write("splits.csv", splits), default);

    private static Symbol S(string text) => Symbol.Parse(text);

    private static DateOnly Day(int day) => new(2021, 4, day);
}
