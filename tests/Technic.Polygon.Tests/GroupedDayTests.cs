using System.Globalization;
using System.Text;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>Whole-market responses of any form are read exactly as by the simplest reader.</summary>
public sealed class GroupedDayTests
{
    private const long Close = 1614805200000; // 2021-03-03 16:00 in New York

    private static readonly DateOnly Day = new(2021, 3, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_body_is_read_as_the_plain_reader_reads_it(int seed)
    {
        var random = new Random(seed);
        var symbols = new SymbolTable();
        for (var round = 0; round < 1_500; round++) AssertEqual(Body(random), symbols);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Every_damaged_body_is_refused_or_read_as_the_plain_reader_does_it(int seed)
    {
        var random = new Random(seed);
        var symbols = new SymbolTable();
        for (var round = 0; round < 6_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Body(random));
            if (random.Next(3) == 0) bytes = bytes[..random.Next(1, bytes.Length)];
            for (var edits = random.Next(1, 4); edits > 0; edits--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0
                    ? (byte)random.Next(256)
                    : (byte)"{}[],:\"\\0eE.-+ nt"[random.Next(17)];
            AssertEqual(bytes, symbols);
        }
    }

    [Fact]
    public void Every_number_is_the_one_that_double_Parse_gives()
    {
        var random = new Random(7);
        var texts = new List<string>();
        for (var i = 0; i < 300_000; i++) texts.Add(Number(random));
        texts.AddRange(
        [
            "9007199254740992", "9007199254740993", "9007199254740991e22", "1e22", "1e23", "1e-22", "1e-23", "18446744073709551616",
            "0e99999",
            "5e-324", "2.4703282292062327e-324", "1.7976931348623157e308", "0.1e9999999999", "10000000000000000000.5",
            "0.000000000000000000001",
        ]);
        var json = new StringBuilder("""{"results":[""")
            .AppendJoin(',', texts.Select(text => $$"""{"o":{{text}},"c":{{text}}}""")).Append("]}");

        var bars = AggregatesReader.ReadDaily(Encoding.UTF8.GetBytes(json.ToString())).Bars;

        Assert.Equal(texts.Count, bars.Count);
        var rows = new CollectedRows();
        AggregatesReader.Read(Encoding.UTF8.GetBytes(json.ToString()), rows);
        for (var i = 0; i < texts.Count; i++)
        {
            var expected = double.Parse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture);
            Assert.True(
                BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(rows.Rows[i].Open),
                $"{texts[i]}: {rows.Rows[i].Open:R}");
        }
    }

    [Fact]
    public void The_last_of_a_repeated_symbol_counts_in_any_order()
    {
        var body = $$"""{"results":[{{Row("B", 1)}},{{Row("A", 2)}},{{Row("B", 3)}},{{Row("A", 4)}},{{Row("B", 5)}}]}""";

        var fetched = AggregatesReader.ReadGrouped(Encoding.UTF8.GetBytes(body), Day, new SymbolTable()).Day;

        Assert.Equal(
            (2, 4, 5),
            (fetched.Day.Count, fetched.Day.BarOf(Symbol.Parse("A"))!.Value.Close, fetched.Day.BarOf(Symbol.Parse("B"))!.Value.Close));
        Assert.Equal(new BarDefects(0, Repeated: 3, 0), fetched.Defects);
    }

    [Fact]
    public void A_market_larger_than_any_before_is_read_whole()
    {
        var rows = Enumerable.Range(0, 40_000).Select(i => Row($"S{i:00000}", i + 1)).ToArray();
        var body = Encoding.UTF8.GetBytes($$"""{"results":[{{string.Join(',', rows)}}]}""");

        AssertEqual(body, new SymbolTable());
    }

    [Fact]
    public void A_ticker_becomes_a_text_once()
    {
        var symbols = new SymbolTable();
        var body = Encoding.UTF8.GetBytes($$"""{"results":[{{Row("BRK.B", 1)}},{{Row("BACpL", 2)}}]}""");

        var first = AggregatesReader.ReadGrouped(body, Day, symbols).Day.Day;
        var second = AggregatesReader.ReadGrouped(body, Day, symbols).Day.Day;

        Assert.Equal(["BACpL", "BRK.B"], first.Symbols.ToArray().Select(symbol => symbol.Text));
        for (var i = 0; i < 2; i++) Assert.Same(first.Symbols[i].Text, second.Symbols[i].Text);
    }

    [Theory]
    [InlineData("A", "A.B", "AA", "B", "BACpL", "SIXTEENLETTERS.X", "Z", "a")]
    public void The_order_of_packed_tickers_is_that_of_the_symbols(params string[] tickers)
    {
        var keys = tickers.Select(TickerKey.Pack).ToArray();

        Assert.Equal(tickers.Select(Symbol.Parse).Order().Select(symbol => symbol.Text), tickers);
        Assert.Equal(keys.Order(), keys);
        Assert.Equal(tickers, keys.Select(TickerKey.Unpack));
        Assert.Equal(UInt128.Zero, TickerKey.Pack("X:BTCUSD"));
    }

    private static void AssertEqual(string body, SymbolTable symbols) => AssertEqual(Encoding.UTF8.GetBytes(body), symbols);

    private static void AssertEqual(byte[] body, SymbolTable symbols)
    {
        (MarketDay Day, BarDefects Defects)? expected = null;
        try
        {
            expected = PlainDayReader.Read(body, Day);
        }
        catch (JsonException)
        {
            // It must be rejected.
        }

        FetchedDay fetched;
        try
        {
            fetched = AggregatesReader.ReadGrouped(body, Day, symbols).Day;
        }
        catch (Exception refusal) when (refusal is JsonException or AttemptException)
        {
            Assert.True(expected is null, $"{refusal.Message}: {Encoding.UTF8.GetString(body)}");
            return;
        }
        Assert.True(expected is not null, $"It should be rejected: {Encoding.UTF8.GetString(body)}");
        var (day, defects) = expected.Value;
        Assert.Equal(defects, fetched.Defects);
        Assert.Equal(day.Symbols.ToArray(), fetched.Day.Symbols.ToArray());
        for (var i = 0; i < day.Count; i++) Assert.Equal(Bits(day, i), Bits(fetched.Day, i));
    }

    private static long[] Bits(MarketDay day, int index)
    {
        var bar = day.BarOf(day.Symbols[index])!.Value;
        return [.. new[] { bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Vwap }.Select(BitConverter.DoubleToInt64Bits)];
    }

    private static string Row(string ticker, double close) =>
        string.Create(
            CultureInfo.InvariantCulture, $$"""{"T":"{{ticker}}","v":1,"o":1,"c":{{close}},"h":50000,"l":1,"t":{{Close}},"n":1}""");

    private static string Body(Random random)
    {
        var space = random.Next(4) == 0 ? " \r\n\t" : "";
        var rows = new List<string>();
        var odd = random.Next(3);
        for (var count = random.Next(12); count > 0; count--)
            rows.Add(odd > 0 && random.Next(4) == 0 ? OddRow(random, space) : UsualRow(random, space));
        var list = random.Next(20) == 0 ? "null" : $"[{space}{string.Join($"{space},{space}", rows)}{space}]";
        var envelope = random.Next(4) switch
        {
            0 => $$"""{"results":{{list}}}""",
            1 => $$"""{"results":{{list}},"status":"OK","results":[{{UsualRow(random, space)}}]}""",
            _ => $$"""{"queryCount":2,"adjusted":false,"x":[{"o":1}],"results":{{space}}{{list}}{{space}},"status":"OK","count":2}""",
        };
        return envelope;
    }

    private static string UsualRow(Random random, string space)
    {
        var time = random.Next(8) == 0 ? Close - 86_400_000 : random.Next(10) == 0 ? Close - 57_600_000 : Close;
        var low = Price(random);
        string[] fields =
        [
            $"\"T\":{space}\"{Ticker(random)}\"", $"\"v\":{space}{Number(random)}", $"\"vw\":{Number(random)}", $"\"o\":{Price(random)}",
            $"\"c\":{Price(random)}",
            $"\"h\":{Price(random)}", $"\"l\":{low}", $"\"t\":{time}", $"\"n\":{random.Next(1_000)}",
        ];
        if (random.Next(3) == 0) random.Shuffle(fields);
        return $"{{{space}{string.Join($"{space},{space}", fields)}{space}}}";
    }

    private static string OddRow(Random random, string space)
    {
        var usual = UsualRow(random, space);
        string[] values =
        [
            "null", "-1.5", "-0", "\"1\"", "[1,[2]]", "{\"o\":3}", "true", "1e999", "1e-999", "0.0", "-0.0e1",
            "123456789012345678901234567890",
        ];
        string[] names = ["o", "h", "l", "c", "v", "t", "vw"];
        string[] tickers =
        [
            "null", "17", "\"\"", "\"A\\u0041\"", "\"Ä\"", "\"..\"", "\"A B\"", "\"SEVENTEENLETTERSX\"", "\"SIXTEENLETTERS.X\"",
            "\"\\ud800\"", "[\"A\"]",
        ];
        return random.Next(8) switch
        {
            0 => values[random.Next(values.Length)],
            1 => usual[..^1] + $",\"{names[random.Next(names.Length)]}\":{values[random.Next(values.Length)]}}}",
            2 => usual[..^1] + $",\"T\":{tickers[random.Next(tickers.Length)]}}}",
            3 => usual[..^1] + ",\"otc\":true,\"\":false,\"\\u006f\":5,\"note\":\"x\\\"y\",\"m\":null,\"ö\":\"ü\"}",
            4 => "{}",
            5 => usual[..^1] + $",\"deep\":{Nested(random.Next(58, 64))}}}",
            6 => usual.Replace("\"T\"", "\"X\"", StringComparison.Ordinal),
            _ => usual[..^1]
                + $",\"t\":{random.Next(5) switch { 0 => "1e300", 1 => "-0.5", 2 => "4102444800000", 3 => "0", _ => "1614805200000.9" }}}}",
        };
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Ticker(Random random)
    {
        string[] tickers = ["A", "AA", "AAPL", "BACpL", "BRK.B", "BRK.A", "ABCDEFGH", "ABCDEFGHI", "ZZZ-W", "a"];
        return tickers[random.Next(tickers.Length)];
    }

    private static string Price(Random random) => random.Next(5) == 0
        ? Number(random)
        : (1 + (random.NextDouble() * 500)).ToString(random.Next(2) == 0 ? "0.####" : "R", CultureInfo.InvariantCulture);

    private static string Number(Random random)
    {
        var text = new StringBuilder();
        if (random.Next(4) == 0) text.Append('0');
        else
        {
            text.Append((char)('1' + random.Next(9)));
            for (var digits = random.Next(random.Next(3) == 0 ? 24 : 8); digits > 0; digits--) text.Append((char)('0' + random.Next(10)));
        }
        if (random.Next(2) == 0)
        {
            text.Append('.');
            for (var digits = random.Next(1, random.Next(3) == 0 ? 24 : 6); digits > 0; digits--)
                text.Append((char)('0' + random.Next(10)));
        }
        if (random.Next(3) == 0)
        {
            text.Append("eE"[random.Next(2)]).Append(random.Next(3) switch { 0 => "+", 1 => "-", _ => "" });
            text.Append(
                random.Next(random.Next(5) == 0 ? 400 : 26).ToString(random.Next(2) == 0 ? "00" : "0", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private sealed class CollectedRows : AggregateRows
    {
        public List<AggregateRow> Rows { get; } = [];

        public override void Add(in AggregateRow row) => Rows.Add(row);

        public override void Clear() => Rows.Clear();
    }
}
