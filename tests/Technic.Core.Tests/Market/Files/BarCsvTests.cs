using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Text;
using Technic.Testing;
using Xunit.Abstractions;

namespace Technic.Core.Tests.Market.Files;

public sealed class BarCsvTests(ITestOutputHelper output) : IDisposable
{
    private const string Header = "symbol,date,open,high,low,close,volume\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_column_is_read_into_its_place()
    {
        var file = Read(
            Header + "A,2021-04-20,10,12.5,9.25,11,1500\nA,2021-04-21,11,12,10,11.5,2e3\nBRK.B,2021-04-21,250,251,249,250.5,10\n");

        Assert.Equal(Frequency.Daily, file.Frequency);
        Assert.Equal(3, file.Rows);
        Assert.Equal([S("A"), S("BRK.B")], file.Bars.Keys);
        Assert.Equal(new Bar(BarTime.OfDay(new DateOnly(2021, 4, 20)), 10, 12.5, 9.25, 11, 1500), file.Bars[S("A")][0]);
        Assert.Equal(new Bar(BarTime.OfDay(new DateOnly(2021, 4, 21)), 11, 12, 10, 11.5, 2000), file.Bars[S("A")][1]);
        Assert.Equal(250.5, file.Bars[S("BRK.B")].Close[0]);
    }

    [Theory]
    [InlineData("Close,VOLUME,Symbol,note,High,Low,Open,Date\n11,1500,A,x,12.5,9.25,10,2021-04-20\n", "any order, any case, other columns")]
    [InlineData("symbol,date,open,high,low,close,volume\r\nA,2021-04-20,10,12.5,9.25,11,1500\r\n", "CRLF")]
    [InlineData(
        "\uFEFFsymbol,date,open,high,low,close,volume\r\nA,2021-04-20,10,12.5,9.25,11,1500", "byte order mark, no line break at the end")]
    [InlineData("\n symbol, date,open,high,low,close,volume\n\n A , 2021-04-20,10,12.5,9.25,11,1500\n\n", "blank lines, spaces")]
    [InlineData("\"symbol\",\"date\",open,high,low,close,volume\n\"A\",\"2021-04-20\",\"10\",12.5,9.25,11,\"1500\"\n", "quotes")]
    [InlineData(
        "symbol,name,date,open,high,low,close,volume\nA,\"A \"\"b\"\", c\nd\",2021-04-20,10,12.5,9.25,11,1500\n",
        "commas, quotes and line breaks in quotes")]
    [InlineData("symbol,date,open,high,low,close,volume\nA,2021-04-20,10,12.5,9.25,11,1500,,\n", "empty fields at the end")]
    public void The_same_bar_can_be_written_in_many_ways(string text, string way)
    {
        output.WriteLine(way);
        var bar = Assert.Single(Read(text).Bars).Value[0];
        Assert.Equal(new Bar(BarTime.OfDay(new DateOnly(2021, 4, 20)), 10, 12.5, 9.25, 11, 1500), bar);
    }

    [Fact]
    public void A_gzip_file_is_told_by_its_content_whatever_its_name()
    {
        var path = _folder.File("bars.csv");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(Header + "A,2021-04-20,10,12.5,9.25,11,1500\n"));

        Assert.Equal(11, BarCsv.Read(path, default).Bars[S("A")].Close[0]);
    }

    [Fact]
    public void A_damaged_gzip_file_is_an_error_and_not_a_shorter_file()
    {
        var path = _folder.File("bars.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header));
            for (var i = 0; i < 5_000; i++)
                gzip.Write(Encoding.UTF8.GetBytes($"S{i},2021-04-20,{i + 1},{i + 2},{i + 1},{i + 1.5:0.0},{i * 7919 % 10007}\n"));
        }
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);

        Assert.Contains("gzip data are damaged", Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message);
    }

    [Fact]
    public void Bars_in_any_order_are_sorted()
    {
        var bars = Read(
            Header + "B,2021-04-21,1,2,1,1.3,1\nA,2021-04-21,1,2,1,1.2,1\nB,2021-04-19,1,2,1,1.1,1\n"
            + "A,2021-04-20,1,2,1,1.4,1\nB,2021-04-20,1,2,1,1.5,1\n").Bars;

        Assert.Equal([1.1, 1.5, 1.3], bars[S("B")].Close.ToArray());
        Assert.Equal([1.4, 1.2], bars[S("A")].Close.ToArray());
    }

    [Fact]
    public void A_date_with_a_time_of_day_makes_five_minute_bars()
    {
        var file = Read(Header + "A,2021-04-21T09:35,1,2,1,1.5,7\nA,2021-04-21T09:30:00,1,2,1,1.25,7\nA,2021-04-21 09:40,1,2,1,1.75,7\n");

        Assert.Equal(Frequency.Intraday, file.Frequency);
        Assert.Equal(
            ["2021-04-21T09:30", "2021-04-21T09:35", "2021-04-21T09:40"], file.Bars[S("A")].Times.ToArray().Select(t => t.ToString()));
    }

    [Theory]
    [InlineData("A,2021-04-20,10,9,11,10,5", BarDrops.Impossible, "the high 9 is below the low 11.")]
    [InlineData("A,2021-04-20,10,12,-9,11,5", BarDrops.Impossible, "invalid low -9: expected a price above 0.")]
    [InlineData("A,2021-04-20,0,12,9,11,5", BarDrops.Impossible, "invalid open 0: expected a price above 0.")]
    [InlineData(
        "A,2021-04-20,10,1e308,9,11,5", BarDrops.Impossible, "invalid high 1e308: expected at most 1000000000000000000.")]
    [InlineData("A,2021-04-20,10,12,9,11,-5", BarDrops.Impossible, "the volume -5 is negative.")]
    [InlineData(
        "A,2021-04-20,10,12,9,11,1e300", BarDrops.Impossible, "invalid volume 1e300: expected at most 10000000000000000000000.")]
    [InlineData("A,2021-04-20,10,12,9,n/a,5", BarDrops.InvalidNumber, "the close 'n/a' is not a number.")]
    [InlineData("A,2021-04-20,10,12,9,ten,5", BarDrops.InvalidNumber, "the close 'ten' is not a number.")]
    [InlineData("A,2021-04-20,10,12,9,Infinity,5", BarDrops.InvalidNumber, "the close 'Infinity' is not a number.")]
    [InlineData("A,2021-04-20,10,12,9,1e999,5", BarDrops.InvalidNumber, "the close '1e999' is not a number.")]
    [InlineData("A,2021-04-20,10,12,9,,5", BarDrops.InvalidNumber, "the close '' is not a number.")]
    [InlineData("A,2021-04-20,null,null,null,null,null", BarDrops.NoPrices, "no prices.")]
    [InlineData(
        "A,2021-02-29,10,12,9,11,5", BarDrops.InvalidDate,
        "Invalid date '2021-02-29': expected 2021-04-21, or for 5-minute bars 2021-04-21T09:35.")]
    [InlineData(
        "A,0021-04-20,10,12,9,11,5", BarDrops.InvalidDate,
        "Invalid date '0021-04-20': expected 2021-04-21, or for 5-minute bars 2021-04-21T09:35.")]
    [InlineData("A,2021-04-18,10,12,9,11,5", BarDrops.Closed, "the exchange was closed on 2021-04-18.")]
    [InlineData(
        "A,2021-04-20T09:35,10,12,9,11,5", BarDrops.OtherLength,
        "not the bar length of line 2: expected daily or 5-minute bars.")]
    [InlineData(",2021-04-20,10,12,9,11,5", BarDrops.InvalidSymbol, "Missing symbol: the text is empty.")]
    [InlineData(
        "ААPL,2021-04-20,10,12,9,11,5", BarDrops.InvalidSymbol,
        "Invalid symbol 'ААPL': it must begin and end with a letter or digit (A-Z, a-z, 0-9).")]
    [InlineData("A,2021-04-20,10,12,9,11", BarDrops.WrongColumns, "6 columns, but the header has 7.")]
    [InlineData("A,2021-04-20,10,12,9,11,1,500", BarDrops.WrongColumns, "8 columns, but the header has 7.")]
    public void A_row_that_cannot_be_used_is_left_out_and_counted_with_its_line(string row, string reason, string complaint)
    {
        var path = _folder.Write("bars.csv", Header + "A,2021-04-19,10,12,9,11,5\n\n" + row + "\n");

        var file = BarCsv.Read(path, default);

        var dropped = Assert.Single(file.Dropped);
        Assert.Equal((1, reason, 1), (file.Rows, dropped.Reason, dropped.Count));
        Assert.Equal($"{path}, line 4: {complaint}", Assert.Single(dropped.Examples));
        Assert.Equal(reason != BarDrops.NoPrices, file.IsIncomplete);
    }

    [Theory]
    [InlineData("A,2021-04-20,10,12,9,11,\"5", "unclosed quote.")]
    [InlineData("\"A\"x,2021-04-20,10,12,9,11,5", "text after the closing quote of column 1.")]
    public void A_damaged_record_is_refused_with_its_line(string row, string complaint)
    {
        var path = _folder.Write("bars.csv", Header + "A,2021-04-19,10,12,9,11,5\n\n" + row + "\n");

        var error = Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default));

        Assert.Equal((4, $"{path}, line 4: {complaint}"), (error.Line, error.Message));
    }

    [Fact]
    public void One_bad_line_in_a_thousand_is_tolerated_and_two_are_not()
    {
        Assert.False(Read(Thousand(1)).IsIncomplete);
        Assert.True(Read(Thousand(2)).IsIncomplete);

        static string Thousand(int bad) => Header
            + string.Concat(Enumerable.Range(0, 1000 - bad).Select(i => $"S{i},2021-04-20,10,12,9,11,5\n"))
            + string.Concat(Enumerable.Range(0, bad).Select(i => $"B{i},2021-04-20,10,8,9,11,5\n"));
    }

    [Theory]
    [InlineData("10,12,9,11,5", BarDrops.Repeated, false, 11)]
    [InlineData("10,12,9,10.5,5", BarDrops.Contradicting, true, 10.5)]
    public void Of_two_bars_of_one_day_the_later_line_counts(string values, string reason, bool isIncomplete, double close)
    {
        var path = _folder.Write(
            "bars.csv",
            Header + $"A,2021-04-20,10,12,9,11,5\nB,2021-04-20,10,12,9,11,5\nA,2021-04-19,10,12,9,11,5\nA,2021-04-20,{values}\n");

        var file = BarCsv.Read(path, default);

        var dropped = Assert.Single(file.Dropped);
        Assert.Equal((reason, $"{path}, line 5: A 2021-04-20 is already on line 2."), (dropped.Reason, dropped.Examples[0]));
        Assert.Equal((isIncomplete, close), (file.IsIncomplete, file.Bars[S("A")].Close[1]));
    }

    [Fact]
    public void A_price_that_reverse_splits_have_made_huge_is_kept() =>
        Assert.Equal(4.2e12, Read(Header + "A,2021-04-20,4.1e12,4.3e12,4e12,4.2e12,5\n").Bars[S("A")].Close[0]);

    [Fact]
    public void Line_breaks_within_quotes_are_counted()
    {
        var path = _folder.Write(
            "bars.csv", "symbol,name,date,open,high,low,close,volume\nA,\"a\nb\nc\",2021-04-20,10,12,9,11,5\nA,x,2021-04-21,10,8,9,11,5\n");

        Assert.Equal($"{path}, line 5: the high 8 is below the low 9.", BarCsv.Read(path, default).Dropped[0].Examples[0]);
    }

    [Theory]
    [InlineData(
        "symbol,date,open,high,low,close\nA,2021-04-20,10,12,9,11\n",
        "line 1: missing column 'volume' (the file has: symbol, date, open, high, low, close).")]
    [InlineData("A,2021-04-20,10,12,9,11,5\n", "line 1: missing column 'symbol' (the file has: A, 2021-04-20, 10, 12, 9, 11, 5).")]
    [InlineData(
        "symbol,date,open,high,low,close,volume,Close\nA,2021-04-20,10,12,9,11,5,6\n", "line 1: duplicate column 'close'.")]
    public void A_missing_or_doubled_column_is_named(string text, string complaint)
    {
        var path = _folder.Write("bars.csv", text);

        Assert.Equal($"{path}, {complaint}", Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message);
    }

    [Theory]
    [InlineData("", "is empty: expected a header with the columns symbol,date,open,high,low,close,volume.")]
    [InlineData("\n\r\n  \n", "is empty: expected a header with the columns symbol,date,open,high,low,close,volume.")]
    [InlineData(Header, "has only a header.")]
    public void A_file_without_bars_is_an_error(string text, string complaint)
    {
        var path = _folder.Write("bars.csv", text);

        Assert.Equal($"'{path}' {complaint}", Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        var missing = _folder.File("none.csv");

        Assert.Equal($"File not found: '{missing}'.", Assert.Throws<CsvFormatException>(() => BarCsv.Read(missing, default)).Message);
        Assert.StartsWith(
            $"The folder '{_folder.Path}' has no files",
            Assert.Throws<CsvFormatException>(() => BarCsv.Read(_folder.Path, default)).Message);
    }

    [Fact]
    public void A_record_without_end_is_refused_before_it_fills_the_memory()
    {
        var path = _folder.Write("bars.csv", Header + "A,2021-04-20,10,12,9,11,\"" + new string('\n', 3_000_000));

        Assert.Contains(
            "line 2: the record is longer than 1,048,576 bytes; a quote may not be closed.",
            Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message);
    }

    [Fact]
    public void A_control_character_does_not_reach_the_message()
    {
        var path = _folder.Write("bars.csv", Header + "A,2021-04-19,10,12,9,11,5\nA,2021-04-20,10,12,9,\u001b[2J\0,5\n");

        Assert.DoesNotContain(BarCsv.Read(path, default).Dropped[0].Examples[0], char.IsControl);
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled()
    {
        var path = _folder.Write("bars.csv", Header + "A,2021-04-20,10,12,9,11,5\n");

        Assert.Throws<OperationCanceledException>(() => BarCsv.Read(path, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Records_that_straddle_the_buffer_are_whole()
    {
        var text = new StringBuilder("note," + Header);
        DateOnly[] days = [.. ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2000, 1, 1), new DateOnly(2003, 1, 1)).Take(500)];
        for (var i = 0; i < 20_000; i++)
        {
            var note = i % 3 == 0 ? $"\"{new string('x', i % 97)}, \"\"{i}\"\"\"" : new string('y', i % 89);
            text.Append(note).Append(",S").Append(i % 40).Append(',').Append(days[i / 40].ToString("yyyy-MM-dd"))
                .Append(",10,").Append(20 + i).Append(",5,").Append(10 + (i % 7)).Append(',').Append(i).Append('\n');
        }

        var file = Read(text.ToString());

        Assert.Equal(40, file.Bars.Count);
        for (var i = 0; i < 20_000; i++) Assert.Equal(i, file.Bars[S($"S{i % 40}")].Volume[i / 40]);
    }

    [Fact]
    public void Splits_are_read()
    {
        var path = _folder.Write("splits.csv", "ratio,execution_date,symbol\n4.0,2020-08-31,AAPL\n0.33333333,2019-06-03,DD\n");

        Assert.Equal(
            [new Split(S("AAPL"), new DateOnly(2020, 8, 31), 4), new Split(S("DD"), new DateOnly(2019, 6, 3), 0.33333333)],
            BarCsv.ReadSplits(path));
        Assert.Empty(BarCsv.ReadSplits(_folder.Write("none.csv", "symbol,execution_date,ratio\n")));
    }

    [Theory]
    [InlineData("A,2020-08-31,0", "invalid ratio 0: expected a number above 0.")]
    [InlineData("A,2020-08-31,-2", "invalid ratio -2: expected a number above 0.")]
    [InlineData("A,2020-08-31,4:1", "the ratio '4:1' is not a number.")]
    [InlineData("A,2020-08-31T09:30,4", "Invalid date '2020-08-31T09:30': expected YYYY-MM-DD, e.g. 2021-04-21.")]
    [InlineData("B,2020-08-31,4", "B 2020-08-31 is already on line 2.")]
    public void A_split_that_cannot_be_is_refused_with_its_line(string row, string complaint)
    {
        var path = _folder.Write("splits.csv", "symbol,execution_date,ratio\nB,2020-08-31,2\n" + row + "\n");

        Assert.Equal($"{path}, line 3: {complaint}", Assert.Throws<CsvFormatException>(() => BarCsv.ReadSplits(path)).Message);
    }

    [Fact]
    public void Dividends_are_read_and_those_of_one_day_are_added()
    {
        var path = _folder.Write(
            "dividends.csv", "cash_amount,ex_dividend_date,ticker\n0.25,2020-08-07,B\n0.5,2020-08-07,A\n1,2020-08-07,A\n");

        Assert.Equal(
            [new Dividend(S("A"), new DateOnly(2020, 8, 7), 1.5), new Dividend(S("B"), new DateOnly(2020, 8, 7), 0.25)],
            BarCsv.ReadDividends(path));
        Assert.Empty(BarCsv.ReadDividends(_folder.Write("none.csv", "symbol,ex_date,amount\n")));
    }

    [Theory]
    [InlineData("A,2020-08-31,0", "invalid amount 0: expected a number above 0.")]
    [InlineData("A,2020-08-31,-2", "invalid amount -2: expected a number above 0.")]
    [InlineData("A,2020-08-31,much", "the amount 'much' is not a number.")]
    public void A_dividend_that_cannot_be_is_refused_with_its_line(string row, string complaint)
    {
        var path = _folder.Write("dividends.csv", "symbol,ex_date,amount\nB,2020-08-31,2\n" + row + "\n");

        Assert.Equal($"{path}, line 3: {complaint}", Assert.Throws<CsvFormatException>(() => BarCsv.ReadDividends(path)).Message);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_real_market_is_read_in_full(bool whole)
    {
        var market = RealMarket.Open(whole);

        var started = Stopwatch.GetTimestamp();
        var file = BarCsv.Read(market.Bars, default);
        output.WriteLine($"read in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");

        Assert.Equal((market.Rows, market.Symbols), (file.Rows, file.Bars.Count));
        Assert.Equal(market.Rows, file.Bars.Values.Sum(series => series.Count));
        Assert.Equal(17, BarCsv.ReadSplits(market.Splits).Count);
    }

    private BarFile Read(string text) => BarCsv.Read(_folder.Write("bars.csv", text), default);

    private static Symbol S(string text) => Symbol.Parse(text);
}
