using Technic.Cli.Bench;
using Technic.Cli.Output;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Cli.Tests.Output;

public sealed class WordingTests
{
    [Theory]
    [InlineData(0.0000412, "41.2 µs")]
    [InlineData(0.0231, "23.1 ms")]
    [InlineData(1.234, "1.23 s")]
    [InlineData(245, "4 min 05 s")]
    [InlineData(59_820, "16 h 37 min")]
    [InlineData(360_000, "100 h 00 min")]
    public void Durations_are_formatted_with_units(double seconds, string text) =>
        Assert.Equal(text, TerminalText.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1, "1 byte")]
    [InlineData(99_999, "99,999 bytes")]
    [InlineData(27_400_000, "27.4 MB")]
    public void Sizes_are_formatted_with_units(long bytes, string text) => Assert.Equal(text, TerminalText.Size(bytes));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\nlines\tand a tab", "two lines and a tab")]
    [InlineData("\u001b[31mred\u0007\u009b2J", "\uFFFD[31mred\uFFFD\uFFFD2J")]
    [InlineData("right\u202Eto left", "right\uFFFDto left")]
    [InlineData("Café Ωmega 株", "Café Ωmega 株")]
    public void Control_characters_are_removed(string text, string clean) => Assert.Equal(clean, TerminalText.Clean(text));

    [Fact]
    public void A_progress_line_shows_counts_by_tier_and_the_time_left()
    {
        var line = ProgressLine.Of(
            new ScanProgress(1_500, 6_000, new TierCounts(500, 900, 100), 3, TimeSpan.FromSeconds(3)), TimeSpan.FromSeconds(12.2));

        Assert.Equal("██████░░░░░░░░░░░░░░░░░░ 1,500/6,000 · memory 500 · disk 900 · provider 100 · 3 failed · 13 s left", line);
    }

    [Fact]
    public void A_progress_line_without_symbols_is_full() =>
        Assert.StartsWith("████████████████████████ 0/0", ProgressLine.Of(new ScanProgress(0, 0, default, 0, TimeSpan.Zero), null),
            StringComparison.Ordinal);

    [Fact]
    public void Failures_that_differ_only_in_symbol_and_numbers_are_grouped()
    {
        SymbolFailure[] failures =
        [
            Failed("AAA", "Polygon returned no bars of AAA: status 500 (4 requests)."),
            Failed("BBB", "no bars in the window"),
            Failed("CCC", "Polygon returned no bars of CCC: status 500 (3 requests)."),
        ];

        Assert.Equal(
            ["Failed: AAA, CCC: Polygon returned no bars of AAA: status 500 (4 requests).", "Failed: BBB: no bars in the window"],
            FailureText.Lines(failures));
        Assert.Equal(
            "All 3 symbols failed, 2 of them for the same reason (AAA): Polygon returned no bars of AAA: status 500 (4 requests).",
            FailureText.All(failures));
        Assert.Equal("All 2 symbols failed for the same reason (BBB): no bars",
            FailureText.All([Failed("BBB", "no bars"), Failed("CCC", "no bars")]));
    }

    [Fact]
    public void A_thousand_failures_are_one_line() =>
        Assert.Equal(
            "Failed: S0, S1, S2, S3, S4, S5, S6, S7 and 992 more: no bars in the window",
            Assert.Single(FailureText.Lines([.. Enumerable.Range(0, 1_000).Select(i => Failed($"S{i}", "no bars in the window"))])));

    [Theory]
    [InlineData(new[] { 3.0 }, 3, 3, 3)]
    [InlineData(new[] { 4.0, 1.0 }, 2.5, 1, 4)]
    [InlineData(new[] { 9.0, 1.0, 2.0 }, 2, 1, 9)]
    public void A_measurement_is_the_median_and_range_of_its_samples(double[] samples, double median, double min, double max)
    {
        var measurement = Measurement.Of("x", "ms", samples);

        Assert.Equal((median, min, max, samples.Length), (measurement.Median, measurement.Min, measurement.Max, measurement.N));
    }

    private static SymbolFailure Failed(string symbol, string reason) => new(Symbol.Parse(symbol), reason);
}
