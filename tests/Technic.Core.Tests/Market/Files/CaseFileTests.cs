using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Core.Text;
using Technic.Testing;

namespace Technic.Core.Tests.Market.Files;

/// <summary>Typical user files, each with its expected numbers (<c>tests/data/cases</c>).</summary>
public sealed class CaseFileTests
{
    private const string First = "2026-08-03 50.0895 51.605 49.9317 51.0815 1720688";
    private const string Last = "2026-11-20 49.6621 50.048 49.1421 49.4253 1914976";
    private const string RoundedFirst = "2026-08-03 50.09 51.6 49.93 51.08 1720688";
    private const string RoundedLast = "2026-11-20 49.66 50.05 49.14 49.43 1914976";

    private static readonly BarFileOptions OfAaa = new(Symbol: Symbol.Parse("AAA"));

    [Theory]
    [InlineData("alphavantage.csv", First, Last)]
    [InlineData("cr.csv", First, Last)]
    [InlineData("investing.csv", "2026-08-03 50.09 51.6 49.93 51.08 1720000", "2026-11-20 49.66 50.05 49.14 49.43 1910000")]
    [InlineData("iso_ms.csv", First, Last)]
    [InlineData("iso_z.csv", First, Last)]
    [InlineData("nasdaq.csv", RoundedFirst, RoundedLast)]
    [InlineData("nopad.csv", First, Last)]
    [InlineData("pd_midnight.csv", First, Last)]
    [InlineData("stooq.csv", First, Last)]
    [InlineData("stooq_single.csv", First, Last)]
    [InlineData("tiingo.csv", First, Last)]
    [InlineData("usdate.csv", First, Last)]
    [InlineData("utf16.csv", First, Last)]
    [InlineData("utf16nobom.csv", First, Last)]
    [InlineData("utf16tab.txt", First, Last)]
    [InlineData("yahoo_null.csv", First, Last)]
    [InlineData("yf_tz.csv", First, Last)]
    [InlineData("yyyymmdd.csv", First, Last)]
    public void The_bars_of_one_symbol_are_read(string name, string first, string last)
    {
        var file = BarCsv.Read([PathOf(name)], OfAaa, default);

        Assert.Equal((Frequency.Daily, false), (file.Frequency, file.IsIncomplete));
        var (symbol, bars) = Assert.Single(file.Bars);
        Assert.Equal("AAA", symbol.Text);
        Assert.Equal(79, bars.Count);
        Assert.Equal(first, Text(bars[0]));
        Assert.Equal(last, Text(bars[^1]));
        Assert.Equal(new DateOnly(2026, 11, 20), file.LastDay);
    }

    [Theory]
    [InlineData("pd_midnight_multi.csv", "AAA BBB CCC", First, "2026-11-20 730.0297 741.5145 723.8795 731.9333 1040223")]
    [InlineData("quoted.csv", "AAA BBB", First, "2026-11-20 18.6881 18.7482 18.2618 18.3368 913582")]
    [InlineData("semicolon.csv", "AAA BBB", First, "2026-11-20 18.6881 18.7482 18.2618 18.3368 913582")]
    [InlineData("semicolon_de.csv", "AAA BBB", First, "2026-11-20 18.6881 18.7482 18.2618 18.3368 913582")]
    [InlineData("sep.csv", "AAA BBB", First, "2026-11-20 18.6881 18.7482 18.2618 18.3368 913582")]
    [InlineData("tab.csv", "AAA BBB", First, "2026-11-20 18.6881 18.7482 18.2618 18.3368 913582")]
    [InlineData("ticker_col.csv", "AAA BBB", First, "2026-11-20 18.6881 18.7482 18.2618 18.3368 913582")]
    [InlineData("thousands.csv", "AAA CCC", RoundedFirst, "2026-11-20 730.03 741.51 723.88 731.93 1040223")]
    public void The_bars_of_several_symbols_are_read(string name, string symbols, string first, string last)
    {
        var file = BarCsv.Read(PathOf(name), default);

        Assert.Equal(symbols, string.Join(' ', file.Bars.Keys));
        Assert.All(file.Bars.Values, bars => Assert.Equal(79, bars.Count));
        Assert.Equal(first, Text(file.Bars.Values.First()[0]));
        Assert.Equal(last, Text(file.Bars.Values.Last()[^1]));
        Assert.Empty(file.Dropped);
    }

    [Fact]
    public void A_row_of_nulls_is_a_day_without_trading_and_loses_nothing()
    {
        var file = BarCsv.Read(PathOf("yahoo_null_multi.csv"), default);

        var dropped = Assert.Single(file.Dropped);
        Assert.Equal((BarDrops.NoPrices, 1, false), (dropped.Reason, dropped.Count, file.IsIncomplete));
        Assert.Equal([79, 79], file.Bars.Values.Select(bars => bars.Count));
    }

    [Fact]
    public void A_bar_without_a_volume_is_left_out_and_makes_the_file_incomplete()
    {
        var file = BarCsv.ReadOne(PathOf("emptyvol.csv"), BarFileOptions.Default, default);

        Assert.True(file.IsIncomplete);
        Assert.Equal(Last, Text(file.Bars.Values.Single()[^1]));
        Assert.Equal($"{PathOf("emptyvol.csv")}, line 81: the volume '' is not a number.", Assert.Single(file.Dropped).Examples[0]);
    }

    [Fact]
    public void Every_way_of_writing_a_share_class_is_one_symbol()
    {
        var file = BarCsv.Read(PathOf("classes.csv"), default);

        Assert.Equal(
            ["AAM.WS", "ABRpD", "ACAQ.U", "ACAQ.WS", "AKO.A", "BCpC", "BF.B", "BRK.B"],
            file.Bars.Keys.Select(symbol => symbol.Text).Order(StringComparer.Ordinal));
        Assert.All(file.Bars.Values, bars => Assert.Equal(30, bars.Count));
        Assert.Equal((BarDrops.Repeated, 210), (file.Dropped[0].Reason, file.Dropped[0].Count));
        Assert.False(file.IsIncomplete);
    }

    [Fact]
    public void Black_Monday_is_a_day()
    {
        var bars = BarCsv.Read(PathOf("pre1990.csv"), default).Bars[Symbol.Parse("IBM")];

        Assert.Equal(
            ["1987-10-19 135 135 103 103.25 14000000", "1987-10-20 107 120 104 115 15000000", "1990-01-02 94 98 94 98 5000000"],
            Enumerable.Range(0, bars.Count).Select(i => Text(bars[i])));
    }

    [Theory]
    [InlineData("minute-2026-11-19.csv")]
    [InlineData("minute-2026-11-20.csv")]
    public void Minute_aggregates_are_not_days(string name)
    {
        var problem = Assert.Throws<CsvFormatException>(() => BarCsv.Read(TestData.PathOf($"cases/{name}"), default));

        Assert.Contains("minute aggregates", problem.Message, StringComparison.Ordinal);
        Assert.Contains("04:00 New York", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Day_aggregates_are_days()
    {
        var file = BarCsv.Read(TestData.PathOf("cases/day-2026-11-20.csv"), default);

        Assert.True(file.IsFlatFile);
        Assert.Equal("2026-11-20 201 203.05 200.95 202.5 2501300", Text(file.Bars[Symbol.Parse("AAPL")][0]));
    }

    [Fact]
    public void A_file_that_does_not_name_its_symbol_says_how_to_name_it() =>
        Assert.Contains(
            "--csv-symbol", Assert.Throws<CsvFormatException>(() => BarCsv.Read(PathOf("nasdaq.csv"), default)).Message,
            StringComparison.Ordinal);

    private static string PathOf(string name) => TestData.PathOf($"cases/files/{name}");

    private static string Text(Bar bar) =>
        FormattableString.Invariant($"{bar.Time} {bar.Open} {bar.High} {bar.Low} {bar.Close} {bar.Volume}");
}
