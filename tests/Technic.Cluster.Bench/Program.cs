using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Technic.Cluster.Bench;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Testing;

var silosOption = new Option<int>("--silos")
{
    Description = "How many silos, each with its own sockets on loopback.",
    DefaultValueFactory = _ => 1,
};
var symbolsOption = new Option<int>("--symbols") { Description = "Symbols of the market.", DefaultValueFactory = _ => 5_000 };
var daysOption = new Option<int>("--days") { Description = "Calendar days of each history.", DefaultValueFactory = _ => 400 };
var roundsOption = new Option<int>("--rounds") { Description = "Counted rounds of each measurement.", DefaultValueFactory = _ => 15 };
var sourceOption = new Option<string>("--source")
{
    Description = "polygon: whole-market days from a local server with Polygon's REST contract. synthetic: symbol by symbol.",
    DefaultValueFactory = _ => "polygon",
};
sourceOption.AcceptOnlyFromAmong("polygon", "synthetic");
var loadOption = new Option<int>("--load-symbols")
{
    Description = "Symbols of the market that is loaded into an empty store, with --source polygon; 0 to skip it.",
    DefaultValueFactory = _ => 8_000,
};
var onlyOption = new Option<string[]>("--only")
{
    Description = "The measurements to make (default: all).",
    AllowMultipleArgumentsPerToken = true,
};
onlyOption.AcceptOnlyFromAmong("warm", "calls", "restart", "load");
var jsonOption = new Option<bool>("--json") { Description = "A JSON list of {name, unit, median, min, max, n} instead of a table." };
var root = new RootCommand("Measures a cluster on this machine: silos and client in one process over sockets, with a private PostgreSQL.")
{
    silosOption, symbolsOption, daysOption, roundsOption, sourceOption, loadOption, onlyOption, jsonOption,
};
root.SetAction((parsed, _) => RunAsync(
    parsed.GetValue(silosOption), parsed.GetValue(symbolsOption), parsed.GetValue(daysOption), parsed.GetValue(roundsOption),
    parsed.GetValue(sourceOption) == "polygon", parsed.GetValue(loadOption), parsed.GetValue(onlyOption)!, parsed.GetValue(jsonOption)));
return await root.Parse(args).InvokeAsync();

static async Task RunAsync(int silos, int symbols, int days, int rounds, bool polygon, int loadSymbols, string[] only, bool json)
{
    const int warmUp = 60;
    const int restartRounds = 7;
    const int loadRounds = 3;
    var (request, figures, clusters) = (new ScanRequest { Days = days, StreamRows = false }, new List<Figure>(), 0);
    await using var server = await PostgresServer.StartPrivateAsync();

    await using (var market = polygon ? await BenchMarket.PolygonAsync(symbols, days) : BenchMarket.Synthetic(symbols))
    {
        var database = await server.CreateDatabaseAsync();
        await using (var cluster = await StartAsync(market, database))
        {
            figures.Add(await MeasureAsync("cold_scan", "ms", 1, ScanAsync));
            // Until the runtime has compiled what is hot in its final form.
            for (var i = 0; i < warmUp; i++) await ScanAsync();
            if (Measures("warm"))
            {
                var spent = Process.GetCurrentProcess().TotalProcessorTime;
                figures.Add(await MeasureAsync("warm_scan", "ms", rounds, ScanAsync));
                // The processor time is less sensitive to what else the machine does.
                figures.Add(new Figure(
                    "warm_scan_cpu", "ms", [(Process.GetCurrentProcess().TotalProcessorTime - spent).TotalMilliseconds / rounds]));
                figures.Add(await MeasureAsync("warm_scan_recompute", "ms", rounds, ScanAsync, before: () => cluster.ForgetRowsAsync()));
            }
            if (Measures("calls"))
            {
                var fanOut = cluster.Grains.GetGrain<IFanOutGrain>(0);
                await fanOut.FanOutAsync(0, symbols);
                figures.Add(await MeasureAsync("bare_fan_out", "ms", rounds, () => fanOut.FanOutAsync(0, symbols)));
                var next = symbols;
                var activations = await MeasureAsync("activations", "ms", 5, () => fanOut.FanOutAsync(next += symbols, symbols));
                figures.Add(new Figure("activations_per_second", "1/s", [.. activations.Values.Select(ms => symbols / ms * 1_000)]));
            }

            async Task ScanAsync() => await cluster.Engine.ScanToEndAsync(request, CancellationToken.None);
        }
        if (Measures("restart")) figures.AddRange(await RestartAsync(market, database));
    }
    if (polygon && loadSymbols > 0 && Measures("load")) figures.Add(await LoadAsync());

    if (json) Console.WriteLine(JsonSerializer.Serialize(figures.Select(
        f => new { name = f.Name, unit = f.Unit, median = f.Median, min = f.Values.Min(), max = f.Values.Max(), n = f.Values.Length })));
    else Print(
        figures,
        $"{silos} silo(s) and their client in one process, {(polygon ? "whole-market days" : "single symbols")}, "
        + $"{symbols:N0} symbols x {days} days");

    async Task<Figure[]> RestartAsync(BenchMarket market, string database)
    {
        var (scans, owned) = (new List<double>(), new List<double>());
        for (var i = 0; i < restartRounds; i++)
        {
            await using var cluster = await StartAsync(market, database);
            var restarted = Stopwatch.GetTimestamp();
            var result = await cluster.Engine.ScanToEndAsync(request, CancellationToken.None);
            scans.Add(Stopwatch.GetElapsedTime(restarted).TotalMilliseconds);
            await cluster.WhenActiveAsync(result.Summary.Tiers.Total);
            owned.Add(Stopwatch.GetElapsedTime(restarted).TotalMilliseconds);
            if (result.Summary.Tiers.Store < symbols * 0.99)
                throw new InvalidOperationException(
                    $"The store answered only {result.Summary.Tiers.Store} of {symbols} lookups after a restart.");
        }
        return [new Figure("store_scan", "ms", [.. scans]), new Figure("store_scan_activated", "ms", [.. owned])];
    }

    async Task<Figure> LoadAsync()
    {
        await using var market = await BenchMarket.PolygonAsync(loadSymbols, days);
        var loads = new List<double>();
        for (var i = 0; i < loadRounds; i++)
        {
            await using var cluster = await StartAsync(market, await server.CreateDatabaseAsync());
            var started = Stopwatch.GetTimestamp();
            await cluster.Engine.ScanToEndAsync(request, CancellationToken.None);
            loads.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return new Figure($"market_load_{loadSymbols}", "ms", [.. loads]);
    }

    bool Measures(string what) => only.Length == 0 || only.Contains(what);

    Task<BenchCluster> StartAsync(BenchMarket market, string database) =>
        BenchCluster.StartAsync(silos, market, database, $"bench{clusters++}");
}

static async Task<Figure> MeasureAsync(string name, string unit, int rounds, Func<Task> work, Func<Task>? before = null)
{
    var values = new double[rounds];
    for (var i = 0; i < rounds; i++)
    {
        if (before is not null) await before();
        var started = Stopwatch.GetTimestamp();
        await work();
        values[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
    return new Figure(name, unit, values);
}

// What else the machine does: below 0.5 it is quiet. The measurement itself adds to it.
static string Load() => File.Exists("/proc/loadavg") ? string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

static void Print(List<Figure> figures, string subject)
{
    Console.WriteLine(
        $"{subject}; {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
        + $"{RuntimeInformation.FrameworkDescription}, PostgreSQL on the same machine; load {Load()}");
    foreach (var f in figures)
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{f.Name,-24} {f.Median,12:N1} {f.Unit,-4} ({f.Values.Min():N1} - {f.Values.Max():N1}, n={f.Values.Length})"));
}

internal sealed record Figure(string Name, string Unit, double[] Values)
{
    public double Median
    {
        get
        {
            var sorted = Values.Order().ToArray();
            return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
