using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Technic.Cluster.Bench;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Testing;

var silosOption = new Option<int>("--silos") { Description = "How many silos, each with its own sockets on loopback.", DefaultValueFactory = _ => 1 };
var symbolsOption = new Option<int>("--symbols") { Description = "Symbols of the synthetic market.", DefaultValueFactory = _ => 5_000 };
var daysOption = new Option<int>("--days") { Description = "Calendar days of each history.", DefaultValueFactory = _ => 150 };
var roundsOption = new Option<int>("--rounds") { Description = "Counted rounds of each measurement.", DefaultValueFactory = _ => 15 };
var jsonOption = new Option<bool>("--json") { Description = "A JSON list of {name, unit, median, min, max, n} instead of a table." };
var root = new RootCommand("Measures a cluster on this machine: silos and client in one process over sockets, with a private PostgreSQL.")
{
    silosOption, symbolsOption, daysOption, roundsOption, jsonOption,
};
root.SetAction((parsed, _) => RunAsync(
    parsed.GetValue(silosOption), parsed.GetValue(symbolsOption), parsed.GetValue(daysOption), parsed.GetValue(roundsOption), parsed.GetValue(jsonOption)));
return await root.Parse(args).InvokeAsync();

static async Task RunAsync(int silos, int symbols, int days, int rounds, bool json)
{
    await using var server = await PostgresServer.StartPrivateAsync();
    var database = await server.CreateDatabaseAsync();
    var request = new ScanRequest { Days = days, StreamRows = false };
    const int warmUp = 60;
    var figures = new List<Figure>();
    var clusters = 0;
    var cluster = await BenchCluster.StartAsync(silos, symbols, database, $"bench{clusters++}");

    var cold = Stopwatch.GetTimestamp();
    await ScanAsync();
    figures.Add(new Figure("cold_scan", "ms", [Stopwatch.GetElapsedTime(cold).TotalMilliseconds]));

    // Until the runtime has compiled what is hot in its final form.
    for (var i = 0; i < warmUp; i++) await ScanAsync();
    figures.Add(await MeasureAsync("warm_scan", "ms", rounds, ScanAsync));
    figures.Add(await MeasureAsync("warm_scan_recompute", "ms", rounds, ScanAsync, before: () => cluster.ForgetRowsAsync()));
    var fanOut = cluster.Grains.GetGrain<IFanOutGrain>(0);
    await fanOut.FanOutAsync(0, symbols);
    figures.Add(await MeasureAsync("bare_fan_out", "ms", rounds, () => fanOut.FanOutAsync(0, symbols)));
    var next = symbols;
    var activations = await MeasureAsync("activations", "ms", 5, () => fanOut.FanOutAsync(next += symbols, symbols));
    figures.Add(new Figure("activations_per_second", "1/s", [.. activations.Values.Select(ms => symbols / ms * 1_000)]));

    var restarts = new List<double>();
    for (var i = 0; i < 4; i++)
    {
        await cluster.DisposeAsync();
        cluster = await BenchCluster.StartAsync(silos, symbols, database, $"bench{clusters++}");
        var restarted = Stopwatch.GetTimestamp();
        var result = await cluster.Engine.ScanToEndAsync(request, CancellationToken.None);
        restarts.Add(Stopwatch.GetElapsedTime(restarted).TotalMilliseconds);
        if (result.Summary.Tiers.Store < symbols * 0.99)
            throw new InvalidOperationException($"The store answered only {result.Summary.Tiers.Store} of {symbols} lookups after a restart.");
    }
    figures.Add(new Figure("store_scan", "ms", [.. restarts]));
    await cluster.DisposeAsync();

    if (json) Console.WriteLine(JsonSerializer.Serialize(figures.Select(f => new { name = f.Name, unit = f.Unit, median = f.Median, min = f.Values.Min(), max = f.Values.Max(), n = f.Values.Length })));
    else Print(figures, silos, symbols, days);

    async Task ScanAsync() => await cluster.Engine.ScanToEndAsync(request, CancellationToken.None);
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

static void Print(List<Figure> figures, int silos, int symbols, int days)
{
    Console.WriteLine($"{silos} silo(s), {symbols:N0} symbols x {days} days; {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, PostgreSQL on the same machine");
    foreach (var f in figures)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.Name,-24} {f.Median,12:N1} {f.Unit,-4} ({f.Values.Min():N1} - {f.Values.Max():N1}, n={f.Values.Length})"));
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
