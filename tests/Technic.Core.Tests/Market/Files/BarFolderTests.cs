using System.Text;
using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Core.Text;
using Technic.Testing;

namespace Technic.Core.Tests.Market.Files;

/// <summary>Folders of bar files, beside which there are other files.</summary>
public sealed class BarFolderTests : IDisposable
{
    private const string Header = "Date,Open,High,Low,Close,Volume\n", Bars = Header + "2021-04-19,10,12,9,11,5\n2021-04-20,10,12,9,11,5\n";

    private readonly TemporaryFolder _folder = new();

    public BarFolderTests() => _folder.Write("BRK-B.csv", Bars);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("EURUSD=X.csv", Bars, "has no symbol")]
    [InlineData("README.txt", "Prices of my broker.\n", "missing column 'symbol'")]
    [InlineData("AAPL.csv", "<html>Too many requests</html>", "is a web page or XML, not CSV")]
    [InlineData("AAPL.csv", "Date,Close\n2021-04-19,11\n", "missing column 'open'")]
    public void A_file_that_cannot_be_read_makes_the_folder_incomplete_and_the_others_are_read(string name, string text, string complaint)
    {
        _folder.Write(name, text);

        var file = BarCsv.Read(_folder.Path, default);

        Assert.Equal([Symbol.Parse("BRK.B")], file.Bars.Keys);
        var dropped = Assert.Single(file.Dropped);
        Assert.Equal((BarDrops.UnusableFile, 1), (dropped.Reason, dropped.Count));
        Assert.Contains(complaint, dropped.Examples[0], StringComparison.Ordinal);
        var refusal = Assert.Throws<CsvFormatException>(file.ThrowIfIncomplete);
        Assert.EndsWith("; this file is dropped with --lenient (unusable file: 1).", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_a_symbol_without_bars()
    {
        _folder.Write("new.us.txt", "");

        var file = BarCsv.Read(_folder.Path, default);
        file.ThrowIfIncomplete();

        Assert.Equal([Symbol.Parse("BRK.B")], file.Bars.Keys);
        Assert.Equal((BarDrops.EmptyFile, 1), (file.Dropped[0].Reason, file.Dropped[0].Count));
    }

    [Fact]
    public void A_folder_without_a_usable_file_is_refused_with_the_reason_of_the_first()
    {
        File.Delete(_folder.File("BRK-B.csv"));
        _folder.Write("a.csv", "nothing");
        _folder.Write("b.csv", "");

        var refusal = Assert.Throws<CsvFormatException>(() => BarCsv.Read(_folder.Path, default));

        Assert.StartsWith(_folder.File("a.csv"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_file_must_be_readable()
    {
        string[] paths = [_folder.File("BRK-B.csv"), _folder.Write("EURUSD=X.csv", Bars)];

        var refusal = Assert.Throws<CsvFormatException>(() => BarCsv.Read(paths, BarFileOptions.Default, default));

        Assert.Contains("has no symbol", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Titles_in_the_code_page_of_western_Europe_are_read()
    {
        var path = _folder.File("SAP.csv");
        const string Text = "Datum;Er\u00F6ffnung;Hoch;Tief;Schluss;Volumen\n19.04.2021;10,5;12;9;11,25;5\n";
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(Text));

        var bar = BarCsv.Read(path, default).Bars[Symbol.Parse("SAP")][0];

        Assert.Equal((10.5, 11.25), (bar.Open, bar.Close));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(4_000)]
    public void A_file_that_is_no_text_is_named(int bytes)
    {
        var path = _folder.File("AAPL.csv");
        File.WriteAllBytes(path, [.. Enumerable.Range(0, bytes).Select(i => (byte)i)]);

        Assert.Equal($"'{path}' is not a text file: expected CSV.",
            Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message);
    }
}
