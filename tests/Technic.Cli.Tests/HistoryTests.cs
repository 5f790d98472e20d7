using Technic.Core.Market;
using Technic.FakePolygon;

namespace Technic.Cli.Tests;

/// <summary><c>technic history</c>.</summary>
public sealed class HistoryTests : ProgramTests
{
    [Fact]
    public async Task A_symbol_without_prices_of_a_synthetic_market_is_explained()
    {
        var result = await RunAsync("history", "AAPL", "--source", "synthetic", "--synthetic-symbols", "5", "--data", Data);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("SYNTHETIC PRICES. ", result.Error, StringComparison.Ordinal);
        Assert.Contains("No prices for AAPL in the last 400 days (synthetic-42).", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_lookup_uses_the_provider_and_the_next_process_uses_the_store()
    {
        await using var server = await ServeAsync(["AAA"]);

        var first = (await RunAsync(History(server, "AAA", "--format", "json"))).Succeeded().Json;
        var second = (await RunAsync(History(server, "AAA", "--format", "json"))).Succeeded().Json;

        Assert.Equal(("provider", "store"), (first.Text("tier"), second.Text("tier")));
        Assert.Equal("AAA_30_daily@2024-06-28", second.Text("key"));
        Assert.Equal((LastDay, first.Text("fetchedAt")), (second.Text("asOf"), second.Text("fetchedAt")));
        Assert.Equal(first.At("bars").ToString(), second.At("bars").ToString());
        Assert.Equal(["date", "open", "high", "low", "close", "volume", "vwap"], first.At("bars.0").Names());
        Assert.Equal((1, 1), (server.Requests.CountOf("/range/"), server.Requests.CountOf("/splits")));
    }

    [Fact]
    public async Task Bars_before_a_split_are_adjusted_for_it()
    {
        var market = Market("AAA");
        var raw = market.Daily(Symbol.Parse("AAA"), new DateOnly(2024, 6, 3), new DateOnly(2024, 6, 3), adjusted: false).Close[0];
        market.AddSplit(new Split(Symbol.Parse("AAA"), new DateOnly(2024, 6, 10), 4));
        await using var server = await FakePolygonServer.StartAsync(market);

        var bars = (await RunAsync(History(server, "AAA", "--format", "json"))).Succeeded().Json.At("bars").EnumerateArray();

        var bar = bars.Single(bar => bar.Text("date") == "2024-06-03");
        Assert.Equal(raw / 4, bar.Number("close"), 1e-9 * raw);
    }

    [Fact]
    public async Task Bars_are_as_traded_or_adjusted_for_dividends_on_request()
    {
        var market = Market("AAA").AddSplit(new Split(Symbol.Parse("AAA"), new DateOnly(2024, 6, 10), 4))
            .AddDividend(new Dividend(Symbol.Parse("AAA"), new DateOnly(2024, 6, 20), 0.5));
        var raw = market.Daily(Symbol.Parse("AAA"), new DateOnly(2024, 6, 3), new DateOnly(2024, 6, 3), adjusted: false).Close[0];
        await using var server = await FakePolygonServer.StartAsync(market);

        var traded = (await RunAsync(History(server, "AAA", "--adjust", "none", "--format", "json"))).Succeeded().Json;
        var total = (await RunAsync(History(server, "AAA", "--adjust", "total", "--format", "json"))).Succeeded().Json;
        var table = (await RunAsync(History(server, "AAA", "--adjust", "none"))).Succeeded();

        Assert.Equal(("none", "total"), (traded.Text("adjust"), total.Text("adjust")));
        Assert.Equal(raw, CloseOf(traded), 1e-9 * raw);
        Assert.InRange(CloseOf(total), raw / 5, (raw / 4) - 0.01);
        Assert.Contains("bars as traded from disk", table.OutputLines[^1], StringComparison.Ordinal);

        static double CloseOf(System.Text.Json.JsonElement json) =>
            json.At("bars").EnumerateArray().Single(bar => bar.Text("date") == "2024-06-03").Number("close");
    }

    [Fact]
    public async Task A_source_without_splits_gives_its_prices_in_one_form_only()
    {
        var file = Folder.Write(
            "bars.csv", "symbol,date,open,high,low,close,volume\nAAA,2024-06-27,1,2,1,2,100\nAAA,2024-06-28,1,2,1,2,100\n");

        (await RunAsync("history", "AAA", "--csv", file, "--adjust", "total", "--data", Data)).FailedWith(2, "adjust=total needs a source");
    }

    [Fact]
    public async Task The_CSV_source_reads_the_CSV_of_history()
    {
        await using var server = await ServeAsync(["AAA"]);
        var file = Folder.File("bars.csv");

        (await RunAsync(History(server, "AAA", "--format", "csv", "--output", file))).Succeeded();
        var again = (await RunAsync("history", "AAA", "--csv", file, "--as-of", LastDay, "--days", "30", "--data", Data, "--format", "csv"))
            .Succeeded();

        Assert.Equal(File.ReadAllText(file), again.Output);
    }

    [Fact]
    public async Task The_table_ends_with_the_tier_and_the_time_of_the_fetch()
    {
        await using var server = await ServeAsync(["AAA"]);

        var result = (await RunAsync(History(server, "AAA"))).Succeeded();

        Assert.Contains("from the provider, as of 2024-06-28, fetched ", result.OutputLines[^1], StringComparison.Ordinal);
        Assert.Contains("2024-06-27", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_minute_bars_have_the_time_of_their_start()
    {
        await using var server = await ServeAsync(["AAA"]);

        var bars = (await RunAsync(History(server, "AAA", "--days", "2", "--freq", "intraday", "--format", "json"))).Succeeded()
            .Json.At("bars");

        Assert.Equal("2024-06-28T15:55", bars.EnumerateArray().Last().Text("date"));
    }

    [Fact]
    public async Task A_symbol_without_bars_is_reported()
    {
        await using var server = await ServeAsync(["AAA"]);

        (await RunAsync(History(server, "NONE")))
            .FailedWith(1, "No prices for NONE in the last 30 days before 2024-06-28 (polygon@127.0.0.1).");
    }

    private string[] History(FakePolygonServer server, string symbol, params string[] more) =>
    [
        "history", symbol, "--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--as-of", LastDay, "--data", Data,
        .. more.Contains("--days") ? [] : (string[])["--days", "30"], .. more,
    ];
}
