using Spectre.Console;
using Technic.Cli.Output;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Cli.Tests.Output;

public sealed class ScanTableTests
{
    [Fact]
    public async Task The_table_fits_the_terminal()
    {
        var rows = await Rows.SomeAsync(30);

        for (var width = 45; width <= 220; width += 5)
        {
            var lines = Lines(ScanTable.Of(rows, width));
            Assert.All(lines, line => Assert.True(line.Length <= width, $"{line.Length} characters where {width} fit: {line}"));
            Assert.Equal(rows.Count + 2, lines.Length);
        }
    }

    [Fact]
    public async Task A_narrow_terminal_drops_the_plan_first_and_the_rating_last()
    {
        var rows = await Rows.SomeAsync(10);

        Assert.Equal(["#", "Symbol", "Name", "Sector", "Close", "Rating", "Signal", "RSI", "ATR %", "Vol ×", "RS", "Entry", "Stop",
            "Target"], Titles(rows, 250));
        Assert.Equal(["#", "Symbol", "Name", "Sector", "Close", "Rating", "Signal", "RSI", "ATR %", "Vol ×", "RS"], Titles(rows, 115));
        Assert.Equal(["#", "Symbol", "Close", "Rating"], Titles(rows, 30));
    }

    [Fact]
    public async Task Control_characters_of_a_name_do_not_reach_the_terminal()
    {
        var lines = Lines(ScanTable.Of(await Rows.SomeAsync(1, "A\u001b[2J\nB[red]C"), 200));

        Assert.Contains("A\uFFFD[2J B[red]C", lines[2], StringComparison.Ordinal);
    }

    private static string[] Titles(IReadOnlyList<RankedRow> rows, int width) =>
        Lines(ScanTable.Of(rows, width))[0].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] Lines(Table table)
    {
        using var folder = new TemporaryFolder();
        using (var target = OutputTarget.Open(folder.File("table.txt"), Terminal.OfProcess()))
        {
            Tables.Write(target, table);
            target.Complete();
        }
        return File.ReadAllLines(folder.File("table.txt"));
    }
}
