using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Technic.Testing;
using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>Candlestick patterns beside the answers of TA-Lib's C library on real bars; a bar that it does not list is 0.</summary>
public sealed class CandleTests
{
    private static IndicatorFunction Candle { get; } = FunctionCatalogue.BuiltIn.All.Single(function => function.Name == "candle");

    private static ImmutableArray<string> Patterns => Candle.Parameters[0].Choices;

    [Fact]
    public void There_are_61_patterns_in_alphabetical_order()
    {
        Assert.Equal(61, Patterns.Length);
        Assert.Equal(Patterns.Order(StringComparer.Ordinal), Patterns);
    }

    /// <summary>tests/data/indicator-reference/candles.csv.gz: all 61 patterns on 102 companies, 100,947 values.</summary>
    [Fact]
    public void Every_pattern_is_where_the_reference_library_finds_it()
    {
        var expected = Parse(TestData.ReadText("indicator-reference/candles.csv.gz"));

        Assert.Empty(Mistakes(expected, Patterns, Market.Sample));
        // Those are in the test of bars made by hand.
        Assert.Equal(
            ["3starsinsouth", "concealbabyswall", "kicking", "kickingbylength"], Patterns.Except(expected.Keys.Select(key => key.Pattern)));
    }

    /// <summary>
    /// The four patterns that no company of the sample has, behind eleven bars with a body of 1 and a range of 2; the values are those of
    /// TA-Lib's C library for the same bars.
    /// </summary>
    [Theory]
    [InlineData("kicking", 100, "100 100 97 97", "101 105 101 105")]
    [InlineData("kicking", 100, "100 100 97 97", "101 103 101 103")]
    [InlineData("kicking", -100, "101 105 101 105", "100 100 97 97")]
    [InlineData("kicking", 0, "100 100 97 97", "100 105 100 105")]
    [InlineData("kicking", 0, "100 101 97 97", "102 105 102 105")]
    [InlineData("kickingbylength", 100, "100 100 97 97", "101 105 101 105")]
    [InlineData("kickingbylength", -100, "100 100 97 97", "101 103 101 103")]
    [InlineData("concealbabyswall", 100, "100 100 97 97", "96.5 96.5 94 94", "93 94.5 91.8 92", "94.6 94.7 91 91.2")]
    [InlineData("concealbabyswall", 0, "100 100 97 97", "96.5 96.5 94 94", "93 94 91.8 92", "94.6 94.7 91 91.2")]
    [InlineData("concealbabyswall", 0, "100 100 97 97", "96.5 96.5 94 94", "93 94.5 91.8 92", "94.6 94.7 91.9 92")]
    [InlineData("3starsinsouth", 100, "100 100.1 95 98", "99 99.2 96 97.5", "98 98 97.4 97.4")]
    [InlineData("3starsinsouth", 0, "100 100.1 97 98", "99 99.2 97 97.5", "98 98 97.4 97.4")]
    [InlineData("3starsinsouth", 0, "100 100.1 95 98", "99 99.2 94 97.5", "98 98 97.4 97.4")]
    public void Bars_made_by_hand_have_the_pattern(string pattern, double value, params string[] bars)
    {
        var rows = Enumerable.Repeat("100 101.5 99.5 101", 11).Concat(bars)
            .Select((bar, i) => $"{DateOnly.FromDayNumber(730_000 + i):O},{bar.Replace(' ', ',')},1000");
        var market = Market.Parse("header\n" + string.Join('\n', rows), symbolColumn: false)[""];
        var actual = new double[market.Length];
        Candle.Evaluate(market.Bars, [], [], [Patterns.IndexOf(pattern)], actual);

        Assert.Equal(value, actual[^1]);
    }

    [SkippableFact]
    public void The_patterns_of_the_whole_index_are_where_the_reference_library_finds_them()
    {
        using var stream = new GZipStream(File.OpenRead(SharedData.Require("candle-reference.csv.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        var expected = Parse(reader.ReadToEnd());
        using var bars = new GZipStream(File.OpenRead(SharedData.Require("sp500-daily-2019-2021.csv.gz")), CompressionMode.Decompress);
        using var barReader = new StreamReader(bars);
        var markets = Market.Parse(barReader.ReadToEnd(), symbolColumn: true);

        foreach (var pattern in expected.Keys.Select(key => key.Pattern).Distinct())
        {
            var symbols = expected.Keys.Where(key => key.Pattern == pattern).Select(key => key.Symbol).ToHashSet();
            Assert.Empty(Mistakes(expected, [pattern], markets.Where(market => symbols.Contains(market.Key)).ToDictionary()));
        }
    }

    private static List<string> Mistakes(
        Dictionary<(string Pattern, string Symbol, int Day), double> expected, ImmutableArray<string> patterns,
        IReadOnlyDictionary<string, Market> markets)
    {
        var mistakes = new List<string>();
        foreach (var pattern in patterns)
        {
            foreach (var (symbol, market) in markets)
            {
                var actual = new double[market.Length];
                Candle.Evaluate(market.Bars, [], [], [Patterns.IndexOf(pattern)], actual);
                for (var i = 0; i < actual.Length; i++)
                {
                    var value = expected.GetValueOrDefault((pattern, symbol, market.Days[i]));
                    if (actual[i] == value) continue;
                    mistakes.Add($"{pattern} {symbol} {DateOnly.FromDayNumber(market.Days[i]):O}: {value}, got {actual[i]}");
                }
            }
        }
        return mistakes;
    }

    private static Dictionary<(string Pattern, string Symbol, int Day), double> Parse(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("pattern", StringComparison.Ordinal))
            .Select(line => line.TrimEnd('\r').Split(','))
            .ToDictionary(
                fields => (fields[0], fields[1], DateOnly.Parse(fields[2], CultureInfo.InvariantCulture).DayNumber),
                fields => double.Parse(fields[3], CultureInfo.InvariantCulture));
}
