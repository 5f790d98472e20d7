using System.IO.Compression;
using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Text;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

public sealed class MarketFileTests : IDisposable
{
    private const string Header = "symbol,date,open,high,low,close,volume\n";
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private MarketFile Read(string text) => MarketFile.Read(_folder.Write("bars.csv", text), default);

    private string Refusal(string text) => Assert.Throws<CsvFormatException>(() => Read(text)).Message;

    private static Bar BarOf(DateOnly day, double open, double high, double low, double close, double volume) =>
        new(BarTime.OfDay(day), open, high, low, close, volume);

    [Fact]
    public void A_plain_file_is_read_by_day_and_symbol()
    {
        var file = Read(Header + "KO,2026-03-10,1,4,0.5,2,100\nAAPL,2026-03-09,5,8,4,6,50.5\nKO,2026-03-09,1,2,1,2,0\n");

        Assert.Equal([Monday, Tuesday], file.Days.Keys.Order());
        Assert.Equal((3, 0), (file.Bars, file.LeftOut));
        Assert.Equal(_folder.File("bars.csv"), file.Path);
        Assert.Equal(BarOf(Tuesday, 1, 4, 0.5, 2, 100), file.Days[Tuesday][Symbol.Parse("KO")]);
        Assert.Equal(BarOf(Monday, 5, 8, 4, 6, 50.5), file.Days[Monday][Symbol.Parse("AAPL")]);
        Assert.Empty(file.Complaints);
    }

    [Fact]
    public void A_vendors_flat_file_is_read_with_its_columns_in_any_order_and_its_instants_in_New_York()
    {
        // 2026-03-09T04:00:00Z and 2026-03-11T03:59:59.999999999Z, New York's Monday midnight and the last nanosecond of its Tuesday.
        var file = Read(
            "ticker,volume,open,close,high,low,window_start,transactions\n"
            + "KO,100,1,2,4,0.5,1773028800000000000,7\nKO,100,1,2,4,0.5,1773201599999999999,7\n");

        Assert.Equal([Monday, Tuesday], file.Days.Keys.Order());
        Assert.Equal(BarOf(Monday, 1, 4, 0.5, 2, 100), file.Days[Monday][Symbol.Parse("KO")]);
    }

    [Fact]
    public void A_packed_file_is_read()
    {
        using (var packed = new GZipStream(File.Create(_folder.File("bars.csv.gz")), CompressionLevel.Fastest))
            packed.Write(Encoding.UTF8.GetBytes(Header + "KO,2026-03-10,1,4,0.5,2,100\n"));

        Assert.Equal(1, MarketFile.Read(_folder.File("bars.csv.gz"), default).Bars);
    }

    [Theory]
    [InlineData("KO,2026-03-07,1,4,0.5,2,100", "the exchange was closed on 2026-03-07.")]
    [InlineData("AAPL,2026-03-09,1,4,0.5,2,100", "AAPL 2026-03-09 is there already.")]
    [InlineData("KO,2026-03-09,0,4,0,2,100", "no market could have made this bar")]
    [InlineData("KO,2026-03-09,3,1,2,3,100", "no market could have made this bar")]
    [InlineData("KO,2026-03-09,1,4,0.5,2", "")]
    [InlineData("KO,9 March,1,4,0.5,2,100", "Invalid date '9 March'")]
    [InlineData("KO,2026-03-09,one,4,0.5,2,100", "the open 'one' is not a number.")]
    [InlineData("KO,2026-03-09,1,high,0.5,2,100", "the high 'high' is not a number.")]
    [InlineData("KO,2026-03-09,1,4,low,2,100", "the low 'low' is not a number.")]
    [InlineData("KO,2026-03-09,1,4,0.5,close,100", "the close 'close' is not a number.")]
    [InlineData("KO,2026-03-09,1,4,0.5,2,many", "the volume 'many' is not a number.")]
    public void A_line_that_cannot_be_used_is_left_out_and_named(string line, string complaint)
    {
        var file = Read(Header + "AAPL,2026-03-09,5,8,4,6,50\n" + line + "\n");

        Assert.Equal((1, 1), (file.Bars, file.LeftOut));
        var told = Assert.Single(file.Complaints);
        Assert.Contains("3", told, StringComparison.Ordinal);
        Assert.Contains(complaint, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_lines_that_cannot_be_used_all_are_counted_and_the_first_five_are_named()
    {
        var file = Read(Header + "AAPL,2026-03-09,5,8,4,6,50\n" + string.Concat(Enumerable.Range(0, 8).Select(i => $"KO,2026-03-09,bad{i},4,1,2,100\n")));

        Assert.Equal((8, 5), (file.LeftOut, file.Complaints.Count));
        Assert.Contains("bad0", file.Complaints[0], StringComparison.Ordinal);
        Assert.Contains("bad4", file.Complaints[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_flat_files_instant_that_cannot_be_read_is_named()
    {
        var told = Refusal("ticker,volume,open,close,high,low,window_start\nKO,100,1,2,4,0.5,-5\n");

        Assert.Contains("has no usable bar", told, StringComparison.Ordinal);
        Assert.Contains("Invalid window_start '-5': expected the start of the day in nanoseconds since 1970.", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty: a header with the columns symbol,date,open,high,low,close,volume is expected.")]
    [InlineData(Header, "has a header and no bars.")]
    [InlineData(Header + "KO,2026-03-09,one,4,0.5,2,100\n", "has no usable bar: ")]
    [InlineData("symbol,date,open,high,low,close\n", "volume")]
    [InlineData("symbol,date,high,low,close,volume\n", "open")]
    [InlineData("date,open,high,low,close,volume\n", "symbol")]
    [InlineData("symbol,open,high,low,close,volume\n", "date")]
    [InlineData("symbol,volume,open,close,high,low,window_start\n", "ticker")]
    public void A_file_without_bars_or_without_a_column_is_refused(string text, string why) =>
        Assert.Contains(why, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void Reading_can_be_cancelled()
    {
        var line = "KO,2026-03-09,one,4,0.5,2,100\n";
        var path = _folder.Write("bars.csv", Header + string.Concat(Enumerable.Repeat(line, 0x1001)));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => MarketFile.Read(path, cancellation.Token));
    }
}
