using System.Globalization;
using Technic.Core.Text;

namespace Technic.Core.Tests.Text;

public sealed class CsvWriterTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("carriage\rreturn", "\"carriage\rreturn\"")]
    public void Text_is_quoted_where_it_has_to_be(string? text, string written) =>
        Assert.Equal(written + "\n", Written(csv => csv.Text(text)));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("=\"a\",b", "\"'=\"\"a\"\",b\"")]
    [InlineData("a=1", "a=1")]
    public void A_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(string text, string written) =>
        Assert.Equal(written + "\n", Written(csv => csv.Text(text)));

    [Theory]
    [InlineData(-12.5)]
    [InlineData(0.1)]
    [InlineData(1.0 / 3)]
    [InlineData(double.MaxValue)]
    [InlineData(-double.Epsilon)]
    [InlineData(1e21)]
    public void A_number_reads_back_to_itself(double number)
    {
        var written = Written(csv => csv.Number(number)).TrimEnd('\n');

        Assert.Equal(number, double.Parse(written, CultureInfo.InvariantCulture));
        Assert.DoesNotContain('\'', written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_is_an_empty_field(double? number) => Assert.Equal(",\n", Written(csv =>
    {
        csv.Number(number);
        csv.Number(number);
    }));

    [Fact]
    public void Fields_are_separated_and_records_ended()
    {
        var written = Written(csv =>
        {
            csv.Record(["a", "b"]);
            csv.Text(null);
            csv.Flag(true);
            csv.Number(1);
        });

        Assert.Equal("a,b\n,true,1\n", written);
    }

    private static string Written(Action<CsvWriter> write)
    {
        using var text = new StringWriter();
        var csv = new CsvWriter(text);
        write(csv);
        csv.EndRecord();
        return text.ToString();
    }
}
