using Technic.Core.Market.Files;
using Technic.Core.Text;
using Technic.Testing;

namespace Technic.Core.Tests.Market.Files;

public sealed class BarSeriesCsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_one_symbol_needs_no_symbols()
    {
        var bars = Read("date,open,high,low,close,volume", "2024-06-28,10,11,9,10.5,1000", "2024-06-27,9,10,8,9.5,2000");

        Assert.Equal([9.5, 10.5], bars.Close.ToArray());
        Assert.Equal(2, bars.Count);
    }

    [Fact]
    public void A_file_of_one_symbol_may_name_it() =>
        Assert.Equal(1, Read("volume,symbol,date,open,high,low,close", "1000,AAPL,2024-06-28,10,11,9,10.5").Count);

    [Fact]
    public void A_second_symbol_is_refused_with_its_line()
    {
        var problem = Refused("symbol,date,open,high,low,close,volume", "AAPL,2024-06-28,10,11,9,10.5,1", "MSFT,2024-06-28,10,11,9,10.5,1");

        Assert.Equal(3, problem.Line);
        Assert.Contains("AAPL and of MSFT", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_alone_is_refused() =>
        Assert.Contains("has only a header", Refused("date,open,high,low,close,volume").Message, StringComparison.Ordinal);

    private Core.Market.BarSeries Read(params string[] lines) =>
        BarCsv.ReadSeries(_folder.Write("bars.csv", string.Join('\n', lines)), CancellationToken.None);

    private CsvFormatException Refused(params string[] lines) => Assert.Throws<CsvFormatException>(() => Read(lines));
}
