using System.Globalization;
using System.IO.Compression;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Text;
using Technic.Testing;
using Xunit.Abstractions;

namespace Technic.Core.Tests.Market.Files;

/// <summary>Random bars are written in all combinations of formats, and read back unchanged.</summary>
public sealed class BarDialectTests(ITestOutputHelper output) : IDisposable
{
    private static readonly (string Name, Func<DateOnly, string> Write)[] Dates =
    [
        ("iso", day => Text(day, "yyyy-MM-dd")),
        ("compact", day => Text(day, "yyyyMMdd")),
        ("unpadded iso", day => Text(day, "yyyy-M-d")),
        ("slashed iso", day => Text(day, "yyyy/MM/dd")),
        ("dotted iso", day => Text(day, "yyyy.MM.dd")),
        ("us", day => Text(day, "MM'/'dd'/'yyyy")),
        ("unpadded us", day => Text(day, "M'/'d'/'yyyy")),
        ("short us", day => Text(day, "M'/'d'/'yy")),
        ("german", day => Text(day, "dd.MM.yyyy")),
        ("short german", day => Text(day, "dd.MM.yy")),
        ("french", day => Text(day, "dd'/'MM'/'yyyy")),
        ("dutch", day => Text(day, "d'-'M'-'yyyy")),
        ("named", day => Text(day, "MMM dd, yyyy")),
        ("named first", day => Text(day, "dd-MMM-yyyy")),
        ("named short", day => Text(day, "d-MMM-yy")),
        ("weekday", day => Text(day, "ddd MMM dd yyyy")),
        ("long", day => Text(day, "MMMM d, yyyy")),
        ("midnight", day => Text(day, "yyyy-MM-dd") + " 00:00:00"),
        ("utc", day => Text(day, "yyyy-MM-dd") + "T00:00:00Z"),
        ("milliseconds utc", day => Text(day, "yyyy-MM-dd") + "T00:00:00.000Z"),
        (
            "new york",
            day => Text(day, "yyyy-MM-dd") + "T00:00:00" + (NewYork.Instant(day, default).Offset.Hours == -4 ? "-04:00" : "-05:00")),
        (
            "new york in utc",
            day => NewYork.Instant(day, default).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("new york in seconds", day => NewYork.Instant(day, default).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        (
            "utc in milliseconds",
            day => new DateTimeOffset(day.ToDateTime(default), TimeSpan.Zero)
                .ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        (
            "google",
            day => Text(day, "M'/'d'/'yyyy") + " " + ExchangeCalendar.Nyse.SessionOn(day)!.Value.Close.ToString(
                "H:mm:ss", CultureInfo.InvariantCulture)),
        ("am", day => Text(day, "M'/'d'/'yyyy") + " 12:00:00 AM"),
    ];

    private static readonly (string Name, Func<double, string> Write)[] Numbers =
    [
        ("plain", value => value.ToString(CultureInfo.InvariantCulture)),
        ("grouped", value => Grouped(value, ",", ".")),
        ("german", value => Grouped(value, ".", ",")),
        ("comma", value => value.ToString(CultureInfo.InvariantCulture).Replace('.', ',')),
        ("french", value => Grouped(value, "\u202F", ",")),
        ("spaces", value => Grouped(value, "\u00A0", ",")),
        ("swiss", value => Grouped(value, "'", ".")),
        ("dollars", value => "$" + Grouped(value, ",", ".")),
        ("exponent", value => value.ToString("0.############E+00", CultureInfo.InvariantCulture)),
    ];

    private static readonly string[] Separators = [",", ";", "\t", "|"];
    private static readonly string[] LineEnds = ["\n", "\r\n", "\r"];

    private static readonly (string Name, Encoding Encoding)[] Encodings =
    [
        ("utf-8", new UTF8Encoding(false)), ("utf-8 bom", new UTF8Encoding(true)),
        ("utf-16", new UnicodeEncoding(false, true)), ("utf-16 be", new UnicodeEncoding(true, true)),
        ("utf-16 no bom", new UnicodeEncoding(false, false)), ("utf-16 be no bom", new UnicodeEncoding(true, false)),
    ];

    private static readonly string[] Headers =
    [
        "symbol date open high low close volume", "Ticker Date Open High Low Close Volume",
        "<TICKER> <DATE> <OPEN> <HIGH> <LOW> <CLOSE> <VOL>",
        "Symbol Timestamp O H L C V", "Code Day Open High Low Last Vol.",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_date_and_number_is_read_back()
    {
        var random = new Random(7);
        foreach (var (dateName, date) in Dates)
        {
            foreach (var (numberName, number) in Numbers)
                RoundTrip(
                    random, $"{dateName} {numberName}", date, number, ";", "\n", Encodings[0].Encoding, Headers[0], quoted: false,
                    named: false, gzip: false);
        }
    }

    [Fact]
    public void Every_combination_of_ways_is_read_back()
    {
        var random = new Random(2026);
        for (var i = 0; i < 400; i++)
        {
            var ((dateName, date), (numberName, number)) = (Pick(random, Dates), Pick(random, Numbers));
            var (separator, lineEnd, (encodingName, encoding), header) =
                (Pick(random, Separators), Pick(random, LineEnds), Pick(random, Encodings), Pick(random, Headers));
            var (quoted, named, gzip) = (random.Next(3) == 0, random.Next(5) == 0, random.Next(5) == 0);
            var way = $"{i}: {dateName}, {numberName}, '{separator}', {lineEnd.Length} {(int)lineEnd[0]}, "
                + $"{encodingName}, {header}, {quoted} {named} {gzip}";
            RoundTrip(random, way, date, number, separator, lineEnd, encoding, header, quoted, named, gzip);
        }
    }

    [Theory]
    [InlineData("A;05.08.2026;50,5;51,5;49,5;50,25;10", "2026-08-05")]
    [InlineData("A;8/5/2026;50;51;49;50;10", null)]
    [InlineData("A;8/15/2025;50;51;49;50;10", "2025-08-15")]
    [InlineData("A;15/8/2025;50;51;49;50;10", "2025-08-15")]
    [InlineData("A;8/3/2026;50;51;49;50;10", "2026-08-03")]
    public void A_date_is_read_when_the_file_decides_it_and_refused_with_its_option_otherwise(string row, string? expected)
    {
        var path = _folder.Write("bars.csv", "symbol;date;open;high;low;close;volume\n" + row + "\n");

        if (expected is not null) Assert.Equal(expected, BarCsv.Read(path, default).Bars.Values.Single().Times[0].ToString());
        else Assert.Contains(
            "--dates mdy or --dates dmy", Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_is_read_in_the_order_that_is_asked_for()
    {
        var path = _folder.Write("bars.csv", "symbol,date,open,high,low,close,volume\nA,8/5/2026,50,51,49,50,10\n");

        Assert.Equal("2026-08-05", Day(DateOrder.MonthDayYear));
        Assert.Equal("2026-05-08", Day(DateOrder.DayMonthYear));

        string Day(DateOrder order) => BarCsv.Read([path], new BarFileOptions(order), default).Bars.Values.Single().Times[0].ToString();
    }

    [Fact]
    public void A_price_is_refused_that_can_be_read_in_two_ways()
    {
        var path = _folder.Write("bars.csv", "symbol;date;open;high;low;close;volume\nA;2026-08-05;1,500;1,510;1,490;1,505;10\n");

        Assert.Contains(
            "--decimals point or --decimals comma", Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message,
            StringComparison.Ordinal);
        Assert.Equal(1505, Close(DecimalMark.Point));
        Assert.Equal(1.505, Close(DecimalMark.Comma));

        double Close(DecimalMark mark) => BarCsv.Read([path], new BarFileOptions(Decimals: mark), default).Bars.Values.Single().Close[0];
    }

    [Theory]
    [InlineData(
        "Price,Close,High,Low,Open,Volume\nTicker,AAA,AAA,AAA,AAA,AAA\nDate,,,,,\n"
        + "2026-08-03,11,12,9,10,5\n2026-08-04,12,13,10,11,6\n",
        "AAA")]
    [InlineData(
        "Price,Close,Close,High,High,Low,Low,Open,Open,Volume,Volume\n"
        + "Ticker,AAA,BRK-B,AAA,BRK-B,AAA,BRK-B,AAA,BRK-B,AAA,BRK-B\nDate,,,,,,,,,,\n"
        + "2026-08-03,11,21,12,22,9,19,10,20,5,6\n2026-08-04,12,,13,,10,,11,,6,\n",
        "AAA BRK.B")]
    [InlineData(
        "Ticker,AAA,AAA,AAA,AAA,AAA,BBB,BBB,BBB,BBB,BBB\n"
        + "Price,Open,High,Low,Close,Volume,Open,High,Low,Close,Volume\nDate,,,,,,,,,,\n"
        + "2026-08-03,10,12,9,11,5,20,22,19,21,6\n",
        "AAA BBB")]
    [InlineData(
        ",Adj Close,Close,High,Low,Open,Volume\n,AAA,AAA,AAA,AAA,AAA,AAA\nDate,,,,,,\n2026-08-03 00:00:00+00:00,10.9,11,12,9,10,5\n",
        "AAA")]
    public void A_header_of_several_lines_names_fields_and_tickers(string text, string symbols)
    {
        var file = BarCsv.Read(_folder.Write("bars.csv", text), default);

        Assert.Equal(symbols, string.Join(' ', file.Bars.Keys));
        Assert.Equal(new Bar(BarTime.OfDay(new DateOnly(2026, 8, 3)), 10, 12, 9, 11, 5), file.Bars.Values.First()[0]);
        if (file.Bars.Count > 1)
            Assert.Equal(new Bar(BarTime.OfDay(new DateOnly(2026, 8, 3)), 20, 22, 19, 21, 6), file.Bars.Values.Last()[0]);
        Assert.False(file.IsIncomplete);
    }

    [Theory]
    [InlineData("2026-08-03T13:35:00Z", "2026-08-03T09:35")]
    [InlineData("2026-08-03 09:35:00-04:00", "2026-08-03T09:35")]
    [InlineData("20260803 09:35:00", "2026-08-03T09:35")]
    [InlineData("20260803093500", "2026-08-03T09:35")]
    [InlineData("8/13/2026 1:35 PM", "2026-08-13T13:35")]
    [InlineData("2026-08-03 09:35 America/New_York", "2026-08-03T09:35")]
    [InlineData("1785764100", "2026-08-03T09:35")]
    public void The_time_of_an_intraday_bar_is_New_Yorks(string date, string expected)
    {
        var file = BarCsv.Read(_folder.Write("bars.csv", $"symbol,date,open,high,low,close,volume\nA,{date},10,12,9,11,5\n"), default);

        Assert.Equal((Frequency.Intraday, expected), (file.Frequency, file.Bars.Values.Single().Times[0].ToString()));
    }

    [Theory]
    [InlineData(7, "weekly bars")]
    [InlineData(28, "monthly bars")]
    public void Weekly_and_monthly_bars_are_not_read_as_days(int days, string what)
    {
        var rows = Enumerable.Range(0, 20).Select(i => $"A,{new DateOnly(2025, 1, 7).AddDays(days * i):yyyy-MM-dd},10,12,9,11,5");
        var path = _folder.Write(
            "bars.csv", "symbol,date,open,high,low,close,volume\n" + string.Join('\n', rows.Where(row => !row.Contains("2025-12-25"))));

        Assert.Contains(what, Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hourly_bars_are_not_read_as_five_minutes()
    {
        var rows = Enumerable.Range(0, 12).Select(i => $"A,2026-08-0{3 + (i / 6)}T{10 + (i % 6)}:30,10,12,9,11,5");
        var path = _folder.Write("bars.csv", "symbol,date,open,high,low,close,volume\n" + string.Join('\n', rows));

        Assert.Contains(
            "60-minute bars", Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_calendar_keeps_its_days_and_a_file_of_ours_does_not()
    {
        var days = Enumerable.Range(0, 60).Select(i => new DateOnly(2026, 1, 1).AddDays(i)).ToArray();

        Assert.Equal(60, Read(days).Rows);
        var ours = Read([.. days.Where(ExchangeCalendar.Nyse.IsSession), new DateOnly(2026, 1, 3)]);

        Assert.Equal(
            (ExchangeCalendar.Nyse.SessionsBetween(days[0], days[^1]).Count(), BarDrops.Closed), (ours.Rows, ours.Dropped[0].Reason));

        BarFile Read(DateOnly[] days) => BarCsv.Read(
            _folder.Write(
                "bars.csv",
                "symbol,date,open,high,low,close,volume\n" + string.Concat(
                    days.Select(day => $"A,{day:yyyy-MM-dd},10,12,9,11,5\n"))), default);
    }

    [Theory]
    [InlineData("PK\u0003\u0004xxxxxxxx", "Excel workbook")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("{\"bars\": []}", "JSON")]
    [InlineData("PAR1xxxxxxx", "Parquet")]
    public void A_file_of_another_kind_is_named(string content, string kind)
    {
        var path = _folder.Write("bars.csv", content);

        Assert.Contains(kind, Assert.Throws<CsvFormatException>(() => BarCsv.Read(path, default)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AAPL.csv", "AAPL")]
    [InlineData("aapl.us.txt", "AAPL")]
    [InlineData("aapl_us_d.csv", "AAPL")]
    [InlineData("daily_AAPL.csv", "AAPL")]
    [InlineData("AAPL Historical Data.csv", "AAPL")]
    [InlineData("AAPL (1).csv", "AAPL")]
    [InlineData("BRK-B.csv", "BRK.B")]
    [InlineData("BACpL.csv.gz", "BACpL")]
    [InlineData("bars.csv", null)]
    [InlineData("HistoricalData_1700000000000.csv", null)]
    [InlineData("quotes.csv", null)]
    public void A_file_may_be_named_after_its_symbol(string name, string? symbol) =>
        Assert.Equal(symbol, BarFileNames.SymbolOf(name)?.Text);

    [Fact]
    public void Files_of_a_folder_are_read_together()
    {
        Directory.CreateDirectory(_folder.File("sub"));
        _folder.Write("AAA.csv", "date,open,high,low,close,volume\n2026-08-03,10,12,9,11,5\n");
        _folder.Write(
            "sub/bbb.us.txt",
            "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\nBBB.US,D,20260803,000000,10,12,9,11,5,0\r\n");
        _folder.Write("more.csv", "ticker,date,open,high,low,close,volume\nAAA,2026-08-04,10,12,9,11,5\nCCC,2026-08-04,10,12,9,11,5\n");
        _folder.Write("README.md", "not bars");

        var file = BarCsv.Read(_folder.Path, default);

        Assert.Equal(["AAA", "BBB", "CCC"], file.Bars.Keys.Select(symbol => symbol.Text).Order());
        Assert.Equal(2, file.Bars[Symbol.Parse("AAA")].Count);
    }

    private void RoundTrip(
        Random random, string way, Func<DateOnly, string> date, Func<double, string> number, string separator, string lineEnd,
        Encoding encoding,
        string header, bool quoted, bool named, bool gzip)
    {
        var bars = RandomBars(random);
        var text = new StringBuilder(named ? $"sep={separator}{lineEnd}" : "");
        text.AppendJoin(separator, header.Split(' ')).Append(lineEnd);
        foreach (var (symbol, bar) in bars)
        {
            string[] fields =
            [
                symbol, date(bar.Time.Date), number(bar.Open), number(bar.High), number(bar.Low), number(bar.Close), number(bar.Volume),
            ];
            text.AppendJoin(
                separator,
                fields.Select(
                    field => quoted || field.Contains(separator) || field.Contains(',') ? $"\"{field}\"" : field)).Append(lineEnd);
        }
        var path = _folder.File("bars.csv");
        var bytes = encoding.GetPreamble().Concat(encoding.GetBytes(text.ToString())).ToArray();
        using (Stream file = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path)) file.Write(bytes);
        try
        {
            var read = BarCsv.Read(path, default);
            Assert.Equal(bars.Count, read.Rows);
            Assert.Empty(read.Dropped);
            foreach (var (symbol, bar) in bars)
            {
                var series = read.Bars[Symbol.Parse(symbol)];
                Assert.Equal(bar, series.Between(bar.Time.Date, bar.Time.Date)[0]);
            }
        }
        catch (Exception)
        {
            output.WriteLine($"{way}\n{text.ToString(0, Math.Min(text.Length, 400))}");
            throw;
        }
    }

    private static List<(string Symbol, Bar Bar)> RandomBars(Random random)
    {
        var bars = new List<(string, Bar)>();
        DateOnly[] sessions = [.. ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2026, 1, 5), new DateOnly(2026, 11, 20))];
        foreach (var symbol in new[] { "AAA", "BRK.B", "BACpL" })
        {
            var scale = Math.Pow(10, random.Next(0, 5));
            var (first, count) = (random.Next(sessions.Length - 30), random.Next(20, 30));
            for (var i = 0; i < count; i++)
            {
                var low = Math.Round(scale * (1 + random.NextDouble()), 2);
                var high = Math.Round(low + (scale * random.NextDouble()) + 0.01, 2);
                bars.Add(
                    (symbol, new Bar(BarTime.OfDay(sessions[first + i]), Between(), high, low, Between(), random.Next(1, 100_000_000))));

                double Between() => Math.Clamp(Math.Round(low + ((high - low) * random.NextDouble()), 2), low, high);
            }
        }
        return bars;
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static string Text(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);

    private static string Grouped(double value, string group, string mark)
    {
        var format = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        (format.NumberGroupSeparator, format.NumberDecimalSeparator) = (group, mark);
        return value.ToString(value == Math.Floor(value) && value > 1e6 ? "#,##0" : "#,##0.00", format);
    }
}
