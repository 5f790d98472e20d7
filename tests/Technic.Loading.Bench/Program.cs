using System.CommandLine;
using System.Globalization;
using Technic.Core.Scans;
using Technic.FakePolygon;
using Technic.Loading.Bench;

var symbolsOption = new Option<int>("--symbols") { Description = "Symbols of the market.", DefaultValueFactory = _ => 8_000 };
var scannedOption = new Option<int>("--scanned") { Description = "Symbols of the timed scans.", DefaultValueFactory = _ => 5_000 };
var daysOption = new Option<int>("--days") { Description = "Calendar days of each history.", DefaultValueFactory = _ => 90 };
var latencyOption = new Option<int>("--latency-ms")
{
    Description = "How long the far provider holds every answer back.", DefaultValueFactory = _ => 100,
};
var root = new RootCommand(
    "Measures how a market is loaded from a local Polygon: the requests it takes, and the time, by whole days and one by one.")
{
    symbolsOption, scannedOption, daysOption, latencyOption,
};
root.SetAction((parsed, _) => RunAsync(
    parsed.GetValue(symbolsOption), parsed.GetValue(scannedOption), parsed.GetValue(daysOption),
    TimeSpan.FromMilliseconds(parsed.GetValue(latencyOption))));
var marketsOption = new Option<int[]>("--symbols")
{
    Description = "Symbols of each market.", DefaultValueFactory = _ => [8_000, 12_000], AllowMultipleArgumentsPerToken = true,
};
var parse = new Command("parse", "Measures how fast whole-market answers are parsed, in MB/s.") { marketsOption };
parse.SetAction((parsed, _) => ParseBenchmark.RunAsync(parsed.GetValue(marketsOption)!));
root.Subcommands.Add(parse);
return await root.Parse(args).InvokeAsync();

static async Task RunAsync(int symbols, int scanned, int days, TimeSpan latency)
{
    var today = new DateOnly(2026, 3, 10);
    var yesterday = new DateOnly(2026, 3, 9);
    var market = await FakeMarket.SyntheticAsync(symbols, today.AddDays(-days - 60), today);
    Say(
        $"{symbols:N0} symbols, {days} days, {Environment.ProcessorCount} cores; "
        + "the provider is a server in this process with prepared responses.");

    await using (var bench = await BenchEngine.StartAsync(market, yesterday, TimeSpan.Zero))
    {
        await bench.PrepareAsync(yesterday.AddDays(-days - 30), today);
        var cold = await bench.ScanAsync(symbols, days);
        Say($"cold, {symbols:N0} symbols: {bench.TakeRequests()} requests, {Seconds(cold)}, {cold.Ranked + cold.Filtered:N0} with a row");
        var wider = await bench.ScanAsync(symbols, days + 30);
        Say($"another window, {days + 30} days: {bench.TakeRequests()} requests, {Seconds(wider)}");
        bench.GoTo(today);
        var next = await bench.ScanAsync(symbols, days);
        Say($"the next session: {bench.TakeRequests()} requests, {Seconds(next)}");
        await bench.RestartAsync();
        var restarted = await bench.ScanAsync(symbols, days);
        Say($"after a restart: {bench.TakeRequests()} requests, {Seconds(restarted)}, {restarted.Tiers.Store:N0} from the store");
        await bench.RestartAsync(emptied: true);
        var stopped = await bench.StopAfterAsync(symbols, days, loadedDays: 20);
        await bench.RestartAsync();
        var resumed = await bench.ScanAsync(symbols, days);
        Say(
            $"stopped after {stopped} days and resumed: {bench.TakeRequests()} requests in total, {bench.AskedTwice} days requested again "
            + $"after they were received, {resumed.Ranked + resumed.Filtered:N0} with a row");
    }

    await using (var bench = await BenchEngine.StartAsync(market, today, TimeSpan.Zero))
    {
        await bench.PrepareAsync(today.AddDays(-days), today);
        await bench.ScanAsync(scanned, days);
        var (elapsed, spent, parsing) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        for (var run = 0; run < 7; run++)
        {
            await bench.RestartAsync(emptied: true);
            parsing.Add(await bench.ParseAsync(today.AddDays(-days), today));
            var processor = BenchEngine.Spent;
            elapsed.Add((await bench.ScanAsync(scanned, days)).Elapsed);
            spent.Add(BenchEngine.Spent - processor);
        }
        Say(string.Create(CultureInfo.InvariantCulture,
            $"no latency, {scanned:N0} symbols: {Median(elapsed):0.00} s "
            + $"({elapsed.Min().TotalSeconds:0.00} - {elapsed.Max().TotalSeconds:0.00}, n={elapsed.Count}); "
            + $"processor time {Median(spent):0.00} s including the provider, of which {Median(parsing):0.00} s for parsing"));
    }

    await using (var bench = await BenchEngine.StartAsync(market, today, latency))
    {
        await bench.PrepareAsync(today.AddDays(-days), today);
        bench.TakeRequests();
        var byDays = await bench.ScanAsync(scanned, days);
        Say($"{latency.TotalMilliseconds:0} ms latency, by whole days: {bench.TakeRequests()} requests, {Seconds(byDays)}");
        await bench.RestartAsync(emptied: true, byDays: false);
        var bySymbols = await bench.ScanAsync(scanned, days);
        Say($"{latency.TotalMilliseconds:0} ms latency, one by one: {bench.TakeRequests()} requests, {Seconds(bySymbols)}");
    }
}

static string Seconds(ScanSummary scan) => string.Create(CultureInfo.InvariantCulture, $"{scan.Elapsed.TotalSeconds:0.00} s");

static double Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalSeconds;

static void Say(string line) => Console.WriteLine(line);
