using Technic.Core.Archive;
using Technic.Core.Market.Files;
using Technic.Core.Text;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>What of a file is taken, and how it is described.</summary>
public sealed class MarketFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Table(string name, params string[] rows) => _folder.Write(
        name, "symbol,date,open,high,low,close,volume\n" + string.Concat(rows.Select(row => $"{row},10,12,9,11,5\n")));

    private string OfOneSymbol(string name) => _folder.Write(name, "date,open,high,low,close,volume\n2026-11-20,10,12,9,11,5\n");

    [Theory]
    [InlineData("daily bars of 2026-11-20, 1 symbol", 1, "A,2026-11-20")]
    [InlineData("daily bars of 2026-11-20, 2 symbols", 2, "A,2026-11-20", "B,2026-11-20")]
    [InlineData("daily bars of 2 days, 2026-11-19 to 2026-11-20, 2 symbols", 3, "A,2026-11-19", "B,2026-11-19", "B,2026-11-20")]
    public void A_file_is_described_by_its_days_and_symbols(string description, int bars, params string[] rows)
    {
        var path = Table("bars.csv", rows);

        var file = MarketFile.Read(path, default);

        Assert.Equal((description, bars, path), (file.Description, file.Bars, file.Name));
        Assert.Equal((null, false), (file.Warning, file.IsIncomplete));
    }

    [Theory]
    [InlineData("1989-12-29", "A 1989-12-29 is before the start of the archive, 1990-01-01.")]
    [InlineData("1990-01-01", "the exchange was closed on 1990-01-01.")]
    [InlineData("2026-11-21", "the exchange was closed on 2026-11-21.")] // Saturday
    public void Bars_of_days_without_a_session_are_left_out_and_named(string day, string reason)
    {
        var path = Table("bars.csv", $"A,{day}", "A,2026-11-20");

        var file = MarketFile.Read(path, default);

        Assert.Equal([new DateOnly(2026, 11, 20)], file.Days.Keys);
        Assert.Equal((1, true), (file.Bars, file.IsIncomplete));
        var dropped = Assert.Single(file.Dropped);
        Assert.Equal((BarDrops.Closed, 1), (dropped.Reason, dropped.Count));
        Assert.StartsWith(path, dropped.Examples[0], StringComparison.Ordinal);
        Assert.EndsWith(reason, dropped.Examples[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_bars_of_sessions_is_refused()
    {
        var path = Table("bars.csv", "A,1989-12-29", "A,2026-11-21");

        var problem = Assert.Throws<CsvFormatException>(() => MarketFile.Read(path, default));

        Assert.Equal($"'{path}' has no bars of sessions since the start of the archive, 1990-01-01.", problem.Message);
    }

    [Fact]
    public void Files_with_symbols_are_read_one_by_one_and_those_of_one_symbol_each_together_after_them()
    {
        var (one, other) = (OfOneSymbol("AAA.csv"), Table("bars.csv", "A,2026-11-20", "B,2026-11-20"));
        OfOneSymbol("BBB.csv");
        OfOneSymbol("CCC.csv");

        var files = MarketFile.ReadAll([_folder.Path], BarFileOptions.Default, default).ToArray();

        Assert.Equal([other, $"{one} and 2 more"], files.Select(file => file.Name));
        Assert.Equal([2, 3], files.Select(file => file.Bars));
    }

    [Fact]
    public void A_file_of_one_symbol_has_its_own_name()
    {
        var path = OfOneSymbol("AAA.csv");

        Assert.Equal(path, Assert.Single(MarketFile.ReadAll([path], BarFileOptions.Default, default)).Name);
    }

    [Fact]
    public void Files_with_symbols_alone_are_as_many_files()
    {
        string[] paths = [Table("one.csv", "A,2026-11-19"), Table("two.csv", "A,2026-11-20")];

        Assert.Equal(paths, MarketFile.ReadAll(paths, BarFileOptions.Default, default).Select(file => file.Name));
    }
}
