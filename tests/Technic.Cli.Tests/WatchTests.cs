namespace Technic.Cli.Tests;

/// <summary><c>technic list</c> and <c>technic watch</c> on a data folder.</summary>
public sealed class WatchTests : ProgramTests
{
    // One dollar more each day: AAA closes at 179 on the last but one day, BBB at 180.
    private readonly string[] _bars = [.. Rising("AAA", 80), .. Rising("BBB", 81)];

    private string[] Watch(string bars, params string[] more) => ["watch", .. more, "--csv", bars, "--data", Data];

    [Fact]
    public async Task A_list_is_kept_changed_scanned_and_deleted()
    {
        var file = Folder.Write("more.csv", "symbol\nBBB\nCCC\n");
        var bars = WriteBars("bars.csv", _bars);

        var empty = (await RunAsync("list", "--data", Data)).Succeeded();
        (await RunAsync("list", "set", "mine", "AAA,BBB", "--note", "two", "--data", Data)).Succeeded();
        (await RunAsync("list", "add", "mine", "--file", file, "--data", Data)).Succeeded();
        (await RunAsync("list", "remove", "mine", "AAA", "--data", Data)).Succeeded();
        var shown = (await RunAsync("list", "show", "mine", "--data", Data)).Succeeded();
        var all = (await RunAsync("list", "--data", Data, "--format", "json")).Succeeded();
        var scan = (await RunAsync("scan", "--list", "mine", "--csv", bars, "--data", Data, "--format", "json")).Succeeded();
        (await RunAsync("list", "delete", "mine", "--data", Data)).Succeeded();

        Assert.StartsWith("There are no lists.", empty.Output, StringComparison.Ordinal);
        Assert.Equal("BBB\nCCC\n", shown.Output);
        Assert.Equal(("mine", "two"), (all.Json.At("0").Text("name"), all.Json.At("0").Text("note")));
        Assert.Equal((2, 1), (scan.Json.Int("runs.0.summary.requested"), scan.Json.Int("runs.0.summary.ranked")));
        (await RunAsync("list", "show", "mine", "--data", Data)).FailedWith(2, "Unknown list 'mine': there are no lists.");
    }

    [Fact]
    public async Task The_check_after_another_day_names_what_is_new_and_what_left()
    {
        var bars = WriteBars("bars.csv", [.. _bars.Where(row => !row.Contains(LastDay, StringComparison.Ordinal))]);
        (await RunAsync(Watch(bars, "set", "levels", "--where", "close = 179 or close = 181"))).Succeeded();
        var first = (await RunAsync(Watch(bars, "check"))).Succeeded();
        WriteBars("bars.csv", _bars);

        var table = (await RunAsync(Watch(bars, "check", "levels"))).Succeeded();
        var csv = (await RunAsync(Watch(bars, "show", "levels", "--format", "csv"))).Succeeded();
        var all = (await RunAsync(Watch(bars))).Succeeded();

        Assert.Contains("first check, so nothing to compare with", first.Output, StringComparison.Ordinal);
        Assert.Contains("1 new and 1 left since 2024-06-27", table.Output, StringComparison.Ordinal);
        var lines = csv.Output.Split('\n');
        Assert.Equal("watch,asOf,comparedWith,change,symbol,since,close,rating,reason,problem", lines[0]);
        Assert.StartsWith("levels,2024-06-28,2024-06-27,entered,BBB,2024-06-28,181,", lines[1], StringComparison.Ordinal);
        Assert.Equal("levels,2024-06-28,2024-06-27,left,AAA,2024-06-27,,,where,", lines[2]);
        Assert.Contains("2024-06-28", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_keeps_what_was_written_and_files_become_fields()
    {
        var bars = WriteBars("bars.csv", _bars);
        var presets = Folder.Write("presets.json", """{"my dip": {"where": "rsi14 < 35", "sort": "rsi14"}}""");
        var universe = Folder.Write("symbols.csv", "symbol\nBBB\nAAA\n");

        (await RunAsync(Watch(bars, "set", "one", "--preset", "breakout", "--min-price", "5"))).Succeeded();
        (await RunAsync(Watch(bars, "set", "two", "--presets", presets, "--preset", "my dip", "--universe", universe))).Succeeded();
        var json = (await RunAsync(Watch(bars, "--format", "json"))).Succeeded().Json;

        Assert.Equal("""{"preset":"breakout","minPrice":5}""", json.At("0.scan").GetRawText());
        Assert.Equal("""{"symbols":["BBB","AAA"],"where":"rsi14 < 35","sort":"rsi14"}""", json.At("1.scan").GetRawText());
        (await RunAsync(Watch(bars, "delete", "one"))).Succeeded();
        (await RunAsync(Watch(bars, "show", "one"))).FailedWith(2, "Unknown watch 'one'");
        (await RunAsync(Watch(bars, "set", "three", "--symbols", "AAA"))).FailedWith(2, "A watch needs a condition");
        (await RunAsync(Watch(bars, "check", "twoo"))).FailedWith(2, "Unknown watch 'twoo' (did you mean 'two'?).");
    }
}
