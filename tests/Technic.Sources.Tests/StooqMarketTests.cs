using System.IO.Compression;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Text;
using Technic.Sources.Stooq;
using Technic.Testing;

namespace Technic.Sources.Tests;

/// <summary>A bulk file of Stooq is a source of daily prices.</summary>
public sealed class StooqMarketTests : IDisposable
{
    private const string Header = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>";

    private static readonly (string Name, string Text)[] Files =
    [
        ("data/daily/us/nasdaq stocks/1/aapl.us.txt",
            $"{Header}\r\nAAPL.US,D,20260309,000000,0.0983713,0.102,0.0975,0.1001,8.9E8,0\r\n"
            + "AAPL.US,D,20260310,000000,0.1,0.11,0.09,0.105,1000.5,0\r\n"),
        ("data/daily/us/nyse stocks/2/brk-b.us.txt", $"{Header}\nBRK-B.US,D,20260309,000000,500,501,499,500.5,3000,0\n"),
        ("data/daily/us/nyse etfs/spy.us.txt", $"{Header}\nSPY.US,D,20260306,000000,600,601,599,600.5,7000,0\n"),
        ("data/daily/us/nysemkt stocks/new.us.txt", ""),
        ("data/daily/us/nasdaq stocks/readme.txt", "not bars"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_file_is_a_symbol_with_its_exchange_and_type()
    {
        await using var market = StooqMarket.Open(Zip(Files), default);

        var fetched = await market.FetchListingsAsync(default);

        Assert.Equal(
            [
                new Listing(Symbol.Parse("AAPL"), Exchange: "NASDAQ"), new(Symbol.Parse("BRK.B"), Exchange: "NYSE"),
                new(Symbol.Parse("NEW"), Exchange: "NYSEMKT"), new(Symbol.Parse("SPY"), Exchange: "NYSE") { Type = "ETF" },
            ],
            fetched.Listings);
        Assert.Equal((0, true, true), (fetched.Requests, market.ListsForFree, market.FetchesBarsForFree));
        Assert.Equal(new DateOnly(2026, 3, 10), market.LastDay);
        Assert.Contains("adjusted by Stooq for splits and dividends", market.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bars_are_as_in_the_file()
    {
        await using var market = StooqMarket.Open(Zip(Files), default);

        var bars = (await market.FetchBarsAsync(
            Symbol.Parse("AAPL"), Frequency.Daily, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31), default)).Bars;

        Assert.Equal(2, bars.Count);
        Assert.Equal(new Bar(BarTime.OfDay(new DateOnly(2026, 3, 9)), 0.0983713, 0.102, 0.0975, 0.1001, 8.9E8), bars[0]);
        Assert.Equal(1000.5, bars[1].Volume);
    }

    [Fact]
    public async Task The_whole_market_is_read_for_a_study_and_many_callers_read_at_once()
    {
        await using var market = StooqMarket.Open(Zip(Files), default);

        var whole = await market.ReadMarketAsync(new DateOnly(2026, 3, 7), null, default);
        var many = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => market.FetchBarsAsync(
            Symbol.Parse("BRK.B"), Frequency.Daily, DateOnly.MinValue, DateOnly.MaxValue.AddDays(-1), default))));

        Assert.Equal(["AAPL", "BRK.B"], whole.Select(history => history.Listing.Symbol.Text));
        Assert.All(many, fetched => Assert.Equal(500.5, fetched.Bars[0].Close));
    }

    [Fact]
    public async Task An_unknown_symbol_and_one_without_bars_have_none()
    {
        await using var market = StooqMarket.Open(Zip(Files), default);

        foreach (var symbol in new[] { "ZZZ", "NEW" })
        {
            var fetched = await market.FetchBarsAsync(
                Symbol.Parse(symbol), Frequency.Daily, new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31), default);
            Assert.Equal(0, fetched.Bars.Count);
        }
    }

    [Fact]
    public async Task The_name_changes_with_the_content()
    {
        await using var market = StooqMarket.Open(Zip(Files), default);
        await using var same = StooqMarket.Open(Zip(Files), default);
        await using var changed = StooqMarket.Open(Zip([.. Files[1..], (Files[0].Name, Files[0].Text.Replace("0.11", "0.12"))]), default);

        Assert.Equal(market.Name, same.Name);
        Assert.NotEqual(market.Name, changed.Name);
        Assert.Matches("^stooq-[0-9a-f]{8}$", market.Name);
    }

    [Theory]
    [InlineData("AAPL.US,5,20260309,000000,1,1,1,1,1,0", "expected daily bars (period D)")]
    [InlineData("AAPL.US,D,2026-03-09,000000,1,1,1,1,1,0", "invalid date")]
    [InlineData("AAPL.US,D,20260309,000000,one,1,1,1,1,0", "invalid number")]
    [InlineData("AAPL.US,D,20260309", "expected 9 columns or more, found 3")]
    public async Task A_damaged_line_is_an_error_with_its_number(string line, string complaint)
    {
        var path = Zip([(Files[0].Name, $"{Header}\n{line}\n"), (Files[1].Name, Files[1].Text + new string('\n', 200))]);
        await using var market = OpenOrNull(path, out var problem);

        var message = problem ?? (await Assert.ThrowsAsync<PriceSourceException>(() => market!.FetchBarsAsync(
            Symbol.Parse("AAPL"), Frequency.Daily, new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31), default))).Message;

        Assert.Contains($"aapl.us.txt, line 2: {complaint}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_a_failure_of_its_symbol_alone()
    {
        var damaged = ("data/daily/us/nasdaq stocks/1/bad.us.txt", Files[0].Text + new string('x', 500));
        await using var market = StooqMarket.Open(Zip([.. Files, damaged]), default);

        var sound = await FetchAsync(market, "AAPL");
        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => FetchAsync(market, "BAD"));

        Assert.Equal((2, new DateOnly(2026, 3, 10)), (sound.Count, market.LastDay));
        Assert.Contains("bad.us.txt, line 4: expected 9 columns or more, found 1.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bac_l", "BACpL")]
    [InlineData("abr_d", "ABRpD")]
    [InlineData("brk-a", "BRK.A")]
    [InlineData("acaq-ws", "ACAQ.WS")]
    [InlineData("con", "CON")]
    public async Task Names_are_in_the_notation_of_Stooq(string file, string symbol)
    {
        await using var market = StooqMarket.Open(Zip([($"data/daily/us/nyse stocks/1/{file}.us.txt", Files[0].Text)]), default);

        Assert.Equal([symbol], (await market.FetchListingsAsync(default)).Listings.Select(listing => listing.Symbol.Text));
        Assert.Equal(2, (await FetchAsync(market, symbol)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_symbol_in_two_folders_the_longer_history_is_used(bool isFirst)
    {
        var (shorter, longer) = (("data/daily/us/nyse stocks/aapl.us.txt", Files[1].Text), Files[0]);
        await using var market = StooqMarket.Open(Zip(isFirst ? [longer, shorter] : [shorter, longer]), default);

        Assert.Equal(2, (await FetchAsync(market, "AAPL")).Count);
        Assert.Equal("NASDAQ", Assert.Single((await market.FetchListingsAsync(default)).Listings).Exchange);
    }

    private static async Task<BarSeries> FetchAsync(StooqMarket market, string symbol) =>
        (await market.FetchBarsAsync(
            Symbol.Parse(symbol), Frequency.Daily, new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31), default)).Bars;

    [Fact]
    public void Another_file_is_rejected_with_what_was_expected()
    {
        var text = _folder.Write("prices.zip", "not a zip");
        var other = Zip([("data/daily/uk/lse stocks/bp.uk.txt", Header)]);

        Assert.StartsWith($"'{text}' cannot be read as a zip file: ", Complaint(text), StringComparison.Ordinal);
        Assert.Equal(
            $"'{other}' has no files that end in .us.txt: expected the bulk file d_us_txt.zip of Stooq.", Complaint(other));
        Assert.Equal("File not found: 'missing.zip'.", Complaint("missing.zip"));
        Assert.Equal(
            $"'{_folder.Path}' is a folder: expected the bulk file d_us_txt.zip; use --csv for an unpacked one.", Complaint(_folder.Path));

        static string Complaint(string path) => Assert.Throws<CsvFormatException>(() => StooqMarket.Open(path, default)).Message;
    }

    private static StooqMarket? OpenOrNull(string path, out string? problem)
    {
        try
        {
            problem = null;
            return StooqMarket.Open(path, default);
        }
        catch (CsvFormatException complaint)
        {
            problem = complaint.Message;
            return null;
        }
    }

    private string Zip(IEnumerable<(string Name, string Text)> files)
    {
        var path = _folder.File($"{Path.GetRandomFileName()}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, text) in files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.ASCII.GetBytes(text));
        }
        return path;
    }
}
