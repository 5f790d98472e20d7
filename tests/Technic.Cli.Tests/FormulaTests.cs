using System.Text.Json;

namespace Technic.Cli.Tests;

/// <summary>Formulas on the command line: studies of a file, columns and order of a scan, and their help.</summary>
public sealed class FormulaTests : ProgramTests
{
    /// <summary>Ten sessions of January 2024.</summary>
    private static readonly int[] Days = [2, 3, 4, 5, 8, 9, 10, 11, 12, 16];

    private string Bars(string name, double level) => Folder.Write(name, "date,open,high,low,close,volume\n" + string.Concat(
        Enumerable.Range(0, 10).Select(i => FormattableString.Invariant(
            $"{new DateOnly(2024, 1, Days[i]):yyyy-MM-dd},{level + i},{level + i + 1},{level + i - 1},{level + i + 0.5},1000\n"))));

    [Fact]
    public async Task A_study_has_every_formula_at_every_bar()
    {
        string[] study =
        [
            "indicators", Bars("a.csv", 10), "--series", $"SPY={Bars("b.csv", 100)}", "--column", "before: close[1]",
            "--column", "up: close > close[1]", "--column", "ratio: close / SPY.close", "--column", "upper: donchian(3).upper",
        ];
        var json = (await RunAsync([.. study, "--format", "json"])).Succeeded().Json;
        var csv = (await RunAsync(study)).Succeeded();

        Assert.Equal(10, json.GetArrayLength());
        Assert.Equal(["date", "before", "up", "ratio", "upper"], json[0].Names());
        Assert.Equal(JsonValueKind.Null, json[0].At("before").ValueKind);
        Assert.Equal((0, 10.5 / 100.5), (json[0].Int("up"), json[0].Number("ratio")));
        Assert.Equal((18.5, 1), (json[9].Number("before"), json[9].Int("up")));
        Assert.Equal((19.5 / 109.5, 19), (json[9].Number("ratio"), json[9].Number("upper")));
        Assert.Equal("date,before,up,ratio,upper", csv.OutputLines[0]);
        Assert.StartsWith("2024-01-02,,0,", csv.OutputLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_formulas_gives_names_to_others()
    {
        var formulas = Folder.Write("mine.txt", "# mine\nlet half = close / 2;\nlet quarter = half / 2;\n");

        var json = (await RunAsync("indicators", Bars("a.csv", 10), "--formulas", formulas, "--column", "q: quarter", "--format", "json"))
            .Succeeded().Json;
        var help = (await RunAsync("formulas", "quarter", "--formulas", formulas)).Succeeded();

        Assert.Equal(10.5 / 4, json[0].Number("q"));
        Assert.Contains("half / 2", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_users_folder_gives_names_to_all_commands()
    {
        Directory.CreateDirectory(Folder.File("home/technic"));
        Folder.Write("home/technic/formulas.txt", "# mine\nlet half = close / 2;\nlet small = half < 1e9;\nlet unused = open;\n");
        var presets = Folder.Write("mine.json", """{"tiny": {"where": "small", "columns": ["h: half"]}}""");
        var other = Folder.Write("other.txt", "let half = close / 4;");
        var saved = Folder.File("saved.json");

        var study = (await RunAsync("indicators", Bars("a.csv", 10), "--column", "h: half", "--format", "json")).Succeeded().Json;
        var replaced = (await RunAsync("indicators", Bars("a.csv", 10), "--column", "h: half", "--formulas", other, "--format", "json"))
            .Succeeded().Json;
        var help = (await RunAsync("formulas", "half")).Succeeded();
        var scan = (await RunAsync(
            "scan", "--source", "synthetic", "--symbols", "SYN00001", "--presets", presets, "--preset", "tiny", "--min-dollar-volume", "0",
            "--save-request", saved, "--format", "json", "--data", Folder.File("home/technic"))).Succeeded().Json;
        (await RunAsync("presets", "--presets", presets)).Succeeded();

        Assert.Equal(10.5 / 2, study[0].Number("h"));
        Assert.Equal(10.5 / 4, replaced[0].Number("h"));
        Assert.Contains("close / 2", help.Output, StringComparison.Ordinal);
        var row = scan.At("runs.0.rows.0");
        Assert.Equal(row.Number("close") / 2, row.Number("h"));
        // A saved request has what it uses, so that it means the same elsewhere.
        var request = await File.ReadAllTextAsync(saved);
        Assert.Contains("let half = close / 2;", request, StringComparison.Ordinal);
        Assert.DoesNotContain("unused", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("let a = close;\nlet b = clsoe;\n", "formulas.txt, line 2, position 9: Unknown column 'clsoe' (did you mean 'close'?)")]
    [InlineData("let a = close", "formulas.txt, line 1, position 14: expected an operator or ';'")]
    [InlineData("let a = 1;\n\n  let A = 2;", "formulas.txt, line 3, position 7: 'A' is defined twice.")]
    [InlineData("close > 1", "formulas.txt, line 1, position 1: expected 'let NAME = FORMULA;'")]
    [InlineData("let a = b;\nlet b = a;", "formulas.txt, line 1, position 9: 'b': 'a': 'b' refers to itself.")]
    public async Task An_error_in_the_users_file_has_its_line_and_position(string text, string complaint)
    {
        Directory.CreateDirectory(Folder.File("home/technic"));
        Folder.Write("home/technic/formulas.txt", text);

        foreach (var command in (string[][])[["formulas"], ["presets"], ["scan", "--source", "synthetic"], ["serve", "--port", "0"],
            ["indicators", Bars("a.csv", 10), "--column", "x: close"]])
            (await RunAsync(command)).FailedWith(2, complaint);
    }

    [Fact]
    public async Task Mistakes_in_formulas_are_named()
    {
        var bars = Bars("a.csv", 10);

        (await RunAsync("indicators", bars, "--column", "x: SMA(C,20)")).FailedWith(2, "column x, position 5", "did you mean 'close'?");
        (await RunAsync("indicators", bars, "--column", "x: close / SPY.close")).FailedWith(2, "--series SPY=FILE");
        (await RunAsync("indicators", bars, "--column", "date: close")).FailedWith(2, "another column has the name 'date'");
        (await RunAsync("indicators", bars, "--column", "x: close", "--column", "X: open")).FailedWith(2, "the name 'X'");
        (await RunAsync("indicators", bars, "--column", "x: close", "--series", "SPY")).FailedWith(2, "expected SYMBOL=FILE");
        (await RunAsync("formulas", "goldn_cross")).FailedWith(2, "did you mean 'golden_cross'?");
        (await RunAsync("scan", "--sort", "sma(20")).FailedWith(2, "sort, position 7");
        (await RunAsync("scan", "--column", "close: open")).FailedWith(2, "another column has the name 'close'");
        (await RunAsync("formulas", "--formulas", Folder.Write("bad.txt", "let a = ;"))).FailedWith(2, "bad.txt, line 1, position 9");
    }

    [Fact]
    public async Task Functions_and_formulas_are_listed_and_explained()
    {
        var list = (await RunAsync("formulas", "--format", "json")).Succeeded().Json;
        var all = list.EnumerateArray().Select(entry => entry.Text("name")).ToArray();
        var one = (await RunAsync("formulas", "MACD")).Succeeded();

        Assert.Superset(new HashSet<string?> { "sma", "streak", "rank", "golden_cross", "hammer", "vcp" }, all.ToHashSet());
        Assert.Contains("macd(x, 12, 26, 9)", one.Output, StringComparison.Ordinal);
        Assert.Contains(".signal", one.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_has_columns_of_its_own_and_an_order()
    {
        await using var server = await ServeAsync(Symbols(12));

        var result = (await RunAsync(Scan(
            server, "--symbols", string.Join(',', Symbols(12)), "--column", "before: close[1]", "--column", "place: rank(close / close[1])",
            "--sort", "close / close[1]", "--where", "close crosses above sma(3) within 300", "--format", "json"))).Succeeded();

        var rows = result.Json.At("runs.0.rows").EnumerateArray().ToArray();
        Assert.NotEmpty(rows);
        var changes = rows.Select(row => row.Number("close") / row.Number("before")).ToArray();
        Assert.Equal(changes.OrderDescending(), changes);
        Assert.All(rows, row => Assert.InRange(row.Number("place"), 0, 100));
    }
}
