using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary><c>technic study</c>: the figures as JSON, the table, files of signals, variants, and mistakes.</summary>
public sealed class StudyTests : ProgramTests
{
    private string[] Study(params string[] more) =>
        ["study", "--csv", RealMarket.Sample.Bars, "--splits", RealMarket.Sample.Splits, "--data", Data, .. more];

    [Fact]
    public async Task The_json_has_the_documented_fields()
    {
        var json = (await RunAsync(Study(
            "--where", "close > highest(high, 20)[1]", "--universe", RealMarket.Sample.Constituents, "--horizons", "1,20", "--costs", "10",
            "--exit", "close < sma(10)", "--positions", "5", "--rank-by", "roc(60)", "--walk-forward", "1y/6m", "--format", "json")))
            .Succeeded().Json;

        Assert.Equal(
            [
                "formula", "from", "to", "universe", "survivorsOnly", "universeSymbols", "sessions", "entry", "costs", "halfSpread",
                "adjust", "delisting", "signals", "days", "symbols", "notBought", "horizons", "byYear", "bySector", "byRegime",
                "byDollarVolume", "parts", "decay",
                "portfolio", "trades", "ranks",
                "deflatedSharpe", "variants", "verdict", "warnings",
            ],
            json.Names());
        Assert.Equal(
            [
                "sessions", "signals", "days", "mean", "meanAfterCosts", "meanAfterSpread", "median", "positive", "excessMean",
                "excessPositive", "standardError", "interval", "spyExcessMean", "spyInterval", "mae", "mfe", "best", "worst",
                "profitFactor", "stopped", "bootstrap", "distribution",
            ],
            json.At("horizons.0").Names());
        Assert.Equal(("2019-04-01", "2021-04-21", "as-of"), (json.Text("from"), json.Text("to"), json.Text("universe")));
        Assert.Equal((102, 519, 1), (json.Int("universeSymbols"), json.Int("sessions"), json.Int("variants")));
        Assert.True(json.At("survivorsOnly").GetBoolean());
        Assert.Equal([1, 20], json.At("horizons").EnumerateArray().Select(horizon => horizon.Int("sessions")));
        Assert.Equal(["2019", "2020", "2021"], json.At("byYear").Each("year"));
        Assert.Equal(20, json.At("decay").GetArrayLength());
        Assert.Equal(10, json.At("ranks.horizons.0.deciles").GetArrayLength());
        Assert.InRange(json.Number("horizons.0.positive"), 0.3, 0.7);
        Assert.InRange(json.Number("portfolio.exposure"), 0.5, 1);
    }

    [Fact]
    public async Task The_table_ends_with_a_verdict_and_the_limits()
    {
        var result = (await RunAsync(Study("--where", "close > highest(high, 20)[1]"))).Succeeded();

        Assert.Contains("95 % interval", result.Output, StringComparison.Ordinal);
        Assert.Contains("against the market over 20 sessions", result.Output, StringComparison.Ordinal);
        Assert.Contains("Survivors only", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_go_to_csv_and_parquet()
    {
        var (csv, parquet) = (Folder.File("events.csv"), Folder.File("events.parquet"));
        string[] study = Study("--where", "rsi14 < 25", "--horizons", "5");

        var output = (await RunAsync([.. study, "--format", "csv"])).Succeeded();
        (await RunAsync([.. study, "--events", csv])).Succeeded();
        (await RunAsync([.. study, "--events", parquet])).Succeeded();

        Assert.Equal("date,symbol,entry,return5,excess5", output.OutputLines[0]);
        Assert.Equal(output.Output, await File.ReadAllTextAsync(csv));
        var bytes = await File.ReadAllBytesAsync(parquet);
        Assert.Equal(("PAR1", "PAR1"), (Encoding.ASCII.GetString(bytes, 0, 4), Encoding.ASCII.GetString(bytes, bytes.Length - 4, 4)));
    }

    [Fact]
    public async Task Every_variant_counts_once_over_several_runs()
    {
        string[] study = Study("--where", "close > highest(high, n)[1]", "--horizons", "5", "--format", "json");

        var grid = (await RunAsync([.. study, "--grid", "n=10,20"])).Succeeded().Json;
        var again = (await RunAsync([.. study, "--grid", "n=10,20"])).Succeeded().Json;
        var third = (await RunAsync([.. study, "--grid", "n=30"])).Succeeded().Json;

        Assert.Equal([2, 2], grid.EnumerateArray().Select(variant => variant.Int("variants")));
        Assert.Equal(grid.GetRawText(), again.GetRawText());
        Assert.Equal(3, third.Int("variants"));
        Assert.Equal("let n = 30; close > highest(high, n)[1]", third.Text("formula"));
    }

    [Fact]
    public async Task The_imported_days_give_the_figures_of_the_file_also_from_the_columns()
    {
        (await RunAsync(
            "import", RealMarket.Sample.Bars, "--splits", RealMarket.Sample.Splits, "--data", Data)).Succeeded();
        string[] rest = ["--where", "close > highest(high, 20)[1]", "--horizons", "1,20", "--format", "json"];
        var (from, columns) = (new[] { "--from", "2020-03-02", "--to", "2020-12-31" }, Path.Combine(Data, "columns"));

        var file = (await RunAsync(Study(rest))).Succeeded().Json;
        var imported = (await RunAsync(["study", "--source", "imported", "--data", Data, .. rest])).Succeeded().Json;
        var made = Directory.GetFiles(columns, "*.columns", SearchOption.AllDirectories).Order()
            .ToDictionary(path => path, File.GetLastWriteTimeUtc);
        var again = (await RunAsync(["study", "--source", "imported", "--data", Data, .. from, .. rest])).Succeeded().Json;

        foreach (var part in (string[])["signals", "horizons", "byYear", "portfolio", "decay"])
            Assert.Equal(file.At(part).GetRawText(), imported.At(part).GetRawText());
        Assert.Equal(["2019.columns", "2020.columns", "2021.columns"], made.Keys.Select(Path.GetFileName));
        Assert.Equal(made, made.Keys.ToDictionary(path => path, File.GetLastWriteTimeUtc));
        Assert.Equal(("2020-03-02", "2020-12-31"), (again.Text("from"), again.Text("to")));
    }

    [Fact]
    public async Task A_stopped_grid_keeps_its_finished_variants_and_the_same_command_resumes()
    {
        var values = string.Join(',', Enumerable.Range(2, 200));
        string[] study = Study(
            "--where", "close > highest(high, n)[1]", "--grid", $"n={values}", "--horizons", "5", "-v", "--format", "json");
        using var process = Start([], study);
        await process.SeeAsync("Study: 3 of 200: statistics");

        process.Signal(PosixSignal.SIGINT);
        var stopped = await process.EndAsync();
        var finished = int.Parse(
            Regex.Match(stopped.ErrorLines[^1], "^Stopped. ([0-9]+) of 200 studies").Groups[1].Value,
            CultureInfo.InvariantCulture);
        var resumed = (await RunAsync(study)).Succeeded();
        var whole = (await RunAsync([.. study[..6], Folder.File("other"), .. study[7..]])).Succeeded();

        Assert.Equal(130, stopped.ExitCode);
        Assert.InRange(finished, 2, 199);
        Assert.DoesNotContain(resumed.ErrorLines, line => line.Contains($"Study: {finished} of 200", StringComparison.Ordinal));
        Assert.Contains(resumed.ErrorLines, line => line.Contains($"Study: {finished + 1} of 200", StringComparison.Ordinal));
        Assert.Equal(whole.Output, resumed.Output);
        Assert.Contains((await RunAsync(study)).ErrorLines, line => line.Contains("Study: 1 of 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_studies_of_presets_are_kept_in_the_store_for_the_server()
    {
        string[] presets = Study("--presets", "--from", "2020-06-01", "--horizons", "5", "--costs", "10");

        (await RunAsync([.. presets, "--min-price", "20"])).Succeeded();
        var changed = await KeptAsync();
        (await RunAsync(presets)).Succeeded();
        var kept = await KeptAsync();

        // With other filters, the studies are not those of the presets.
        Assert.Equal(0, changed.GetArrayLength());
        Assert.Contains("breakout", kept.Each("preset"));
        Assert.All(kept.Each("from"), from => Assert.Equal("2020-06-01", from));
        Assert.All(kept.Each("market"), market => Assert.Contains("102 symbols from bars.csv.gz", market, StringComparison.Ordinal));

        async Task<JsonElement> KeptAsync()
        {
            using var server = Start(
                [], "serve", "--csv", RealMarket.Sample.Bars, "--splits", RealMarket.Sample.Splits, "--data", Data, "--port", "0");
            using var http = new HttpClient { BaseAddress = await server.ReadUrlAsync() };
            var answer = JsonElement.Parse(await http.GetStringAsync("/api/studies/presets"));
            server.Signal(PosixSignal.SIGINT);
            await server.EndAsync();
            return answer;
        }
    }

    [Fact]
    public async Task An_audit_shows_a_study_of_all_symbols_beside_one_of_survivors()
    {
        DateOnly[] days = [.. ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2023, 9, 1), DateOnly.Parse(LastDay))];
        string[] living = [.. Waves("LIVEA", days, fall: 0), .. Waves("LIVEB", days, fall: 0)];
        string[] dead = [.. Waves("DEADX", days[..120], fall: 0.4)];
        (await RunAsync("import", WriteBars("all.csv", [.. living, .. dead]), "--data", Data)).Succeeded();
        (await RunAsync("import", WriteBars("living.csv", living), "--data", Folder.File("other"))).Succeeded();
        string[] audit = ["audit", "--source", "imported", "--data"];

        var json = (await RunAsync([.. audit, Data, "--format", "json"])).Json.At("survivorship");
        var table = await RunAsync([.. audit, Data]);
        var survivors = await RunAsync([.. audit, Folder.File("other")]);

        Assert.Equal((3, 2), (json.Int("all.symbols"), json.Int("survivors.symbols")));
        Assert.True(json.Int("all.signals") > json.Int("survivors.signals"));
        Assert.True(json.Number("survivors.marketCagr") > json.Number("all.marketCagr"));
        Assert.Contains("Survivors flatter a study by", table.Output, StringComparison.Ordinal);
        Assert.Contains("Survivors only: every symbol", survivors.Output, StringComparison.Ordinal);
    }

    /// <summary>Bars whose prices go up and down around a falling line.</summary>
    private static IEnumerable<string> Waves(string symbol, DateOnly[] days, double fall) => days.Select((day, i) =>
    {
        var price = 100 + (10 * Math.Sin(i / 8.0)) - (fall * i);
        return FormattableString.Invariant($"{symbol},{day:yyyy-MM-dd},{price:F2},{price + 1:F2},{price - 1:F2},{price:F2},1000000");
    });

    [Fact]
    public async Task Stored_dividends_are_in_the_returns_with_adjust_total()
    {
        // Every symbol pays half a dollar on one day; the study has the signals of the day before.
        string[] symbols = Symbols(120);
        var market = Market(symbols);
        foreach (var symbol in symbols) market.AddDividend(new Dividend(Symbol.Parse(symbol), new DateOnly(2024, 6, 20), 0.5));
        await using var server = await FakePolygonServer.StartAsync(market);
        string[] source = ["--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--data", Data];
        string[] study =
        [
            "study", .. source, "--where", "close > 0", "--from", "2024-06-18", "--to", "2024-06-18", "--entry", "close", "--horizons", "1",
            "--format", "json",
        ];
        (await RunAsync(["warm", .. source, "--as-of", LastDay, "--days", "60"])).Succeeded();

        var missing = await RunAsync([.. study, "--adjust", "total"]);
        (await RunAsync(["history", symbols[0], .. source, "--as-of", LastDay, "--days", "60", "--adjust", "total"])).Succeeded();
        var requests = server.Requests.Count;
        var splits = (await RunAsync(study)).Succeeded().Json;
        var total = (await RunAsync([.. study, "--adjust", "total"])).Succeeded().Json;

        missing.FailedWith(1, "adjust=total needs dividends");
        Assert.Equal(("splits", "total"), (splits.Text("adjust"), total.Text("adjust")));
        Assert.Equal(120, total.Int("horizons.0.signals"));
        Assert.True(total.Number("horizons.0.mean") > splits.Number("horizons.0.mean") + 0.0005);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Contains(splits.At("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("adjust=total"));
    }

    [Fact]
    public async Task Dividends_of_a_file_are_in_the_returns_with_adjust_total()
    {
        var (bars, dividends) = (Path.Combine(Data, "bars.csv"), Path.Combine(Data, "dividends.csv"));
        Directory.CreateDirectory(Data);
        var rows = from symbol in new[] { "AAA", "BBB" }
            from day in new[] { (Date: 18, Price: 100), (Date: 20, Price: 99), (Date: 21, Price: 99) }
            select $"{symbol},2024-06-{day.Date},{day.Price},101,98,{day.Price},1000";
        await File.WriteAllLinesAsync(bars, rows.Prepend("symbol,date,open,high,low,close,volume"));
        await File.WriteAllTextAsync(dividends, "symbol,ex_date,amount\nAAA,2024-06-20,1\n");
        string[] study =
        [
            "study", "--csv", bars, "--data", Data, "--where", "close > 0", "--from", "2024-06-18", "--to", "2024-06-18",
            "--entry", "close", "--horizons", "1", "--format", "json",
        ];

        var without = await RunAsync([.. study, "--adjust", "total"]);
        var total = (await RunAsync([.. study, "--dividends", dividends, "--adjust", "total"])).Succeeded().Json;

        without.FailedWith(1, "--dividends FILE");
        // AAA fell from 100 to 99 and paid 1; BBB fell by as much and paid nothing.
        Assert.Equal(-0.005, total.Number("horizons.0.mean"), 9);
        (await RunAsync("study", "--dividends", dividends, "--where", "close > 0", "--data", Data))
            .FailedWith(2, "--dividends requires --csv FILE.");
    }

    [Fact]
    public async Task A_check_finds_no_look_ahead()
    {
        var json = (await RunAsync(Study("--where", "rank(roc(20)) > 80", "--check", "--format", "json"))).Succeeded().Json;

        Assert.Equal((25, 0), (json.Int("days"), json.At("differences").GetArrayLength()));
    }

    [Fact]
    public async Task The_synthetic_market_and_its_time_can_be_studied()
    {
        var json = (await RunAsync(
            "study", "--source", "synthetic", "--synthetic-symbols", "60", "--data", Data, "--where", "close > sma50",
            "--from", "2024-01-02", "--to", "2024-06-28", "--horizons", "5", "--format", "json")).Succeeded().Json;

        Assert.Equal(("2024-01-02", "2024-06-28"), (json.Text("from"), json.Text("to")));
        Assert.Equal(JsonValueKind.Number, json.At("horizons.0.excessMean").ValueKind);
    }

    [Theory]
    [InlineData("where, position 8", "--where", "close >")]
    [InlineData("Invalid value 'x' for --horizons", "--horizons", "x")]
    [InlineData("horizons must be different and ascending", "--horizons", "5,1")]
    [InlineData("expected a percentage", "--stop", "much")]
    [InlineData("stop must be above 0 and below 1 (100 %), not 0.", "--stop", "0%")]
    [InlineData("Invalid walkForward", "--walk-forward", "2y")]
    [InlineData("Invalid grid", "--grid", "n")]
    [InlineData("Unknown preset 'brakeout'", "--preset", "brakeout")]
    [InlineData("There are no prices in that time", "--from", "2022-01-03")]
    [InlineData("A formula uses ZZZZ, which has no prices", "--where", "close > ZZZZ.close")]
    [InlineData("--trades requires a rule", "--trades", "trades.csv")]
    [InlineData("capital requires positions", "--capital", "100000")]
    [InlineData("Unknown adjustment 'none'", "--adjust", "none")]
    public async Task A_mistake_is_one_sentence(string complaint, params string[] arguments)
    {
        var result = await RunAsync(Study(arguments));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(complaint, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
