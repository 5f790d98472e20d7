using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Technic.FakePolygon;

namespace Technic.Chaos;

/// <summary>A run: load the market, cause failures while clients use the cluster, restore everything, and check.</summary>
internal sealed class ChaosRun(ChaosOptions options, World world, Reference reference, TextWriter log)
{
    /// <summary>How long after a failure its consequences may show: silos are declared dead after six seconds.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan QuotaMinute = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CalmLimit = TimeSpan.FromMinutes(3);

    /// <summary>How long the hand-over of histories to their activations may take on a busy machine.</summary>
    private static readonly TimeSpan ActivationLimit = TimeSpan.FromSeconds(30);

    /// <summary>What the way of a request may take longer or shorter than that of another.</summary>
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(1);

    private readonly Tally _tally = new();
    private readonly List<(DateTimeOffset From, DateTimeOffset To, string Name)> _failures = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public static async Task<ChaosReport> RunAsync(ChaosOptions options, TextWriter log, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(options);
        await using var reference = await Reference.StartAsync(world, cancellationToken);
        world.BeforeEvening = reference.LearnAsync;
        return await new ChaosRun(options, world, reference, log).RunAsync(cancellationToken);
    }

    private async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        var traffic = new Traffic(world, reference, _tally, options.Seed);
        Say($"{options.Silos} silos and two fronts are ready; the market is loaded while it is already used");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clients = traffic.RunAsync(ending.Token);
        await CauseFailuresAsync(cancellationToken);
        Say("no more failures");
        while (world.Silos.Count < options.Silos) await world.AddSiloAsync();
        while (world.Take(new Random(0), options.Silos) is { } extra) await extra.StopAsync();
        await ending.CancelAsync();
        await clients;
        await CheckCalmAsync(traffic, cancellationToken);
        CheckQuota();
        CheckRequests();
        await CheckActivationsAsync(cancellationToken);
        var kinds = _failures.GroupBy(failure => failure.Name).ToDictionary(kind => kind.Key, kind => kind.Count());
        return new ChaosReport(options, _watch.Elapsed, kinds, _tally);
    }

    private async Task CauseFailuresAsync(CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed);
        var kinds = Failures.All.Where(failure => options.Only.Count == 0 || options.Only.Contains(failure.Name)).ToArray();
        var until = _watch.Elapsed + options.Duration;
        while (_watch.Elapsed < until)
        {
            // Between nearly none and twice the mean.
            await Task.Delay(options.Pause * random.NextDouble() * 2, cancellationToken);
            var kind = world.Silos.Count < options.Silos && random.Next(2) == 0
                ? Failures.All.Single(failure => failure.Name == "add")
                : kinds[random.Next(kinds.Length)];
            var from = world.Clock.GetUtcNow();
            if (await kind.RunAsync(world, random, cancellationToken) is not { } what) continue;
            _failures.Add((from, world.Clock.GetUtcNow(), kind.Name));
            Say(what);
        }
    }

    /// <summary>Without failures everything is complete and current again.</summary>
    private async Task CheckCalmAsync(Traffic traffic, CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed);
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(1000, cancellationToken))
        {
            var summary = await traffic.ScanAsync(random, cancellationToken);
            if (summary is { Failed: 0, Stale: 0, IsProvisional: false } && summary.AsOf == world.Day && summary.Ranked == options.Symbols)
            {
                Say($"complete again after {(long)waited.Elapsed.TotalSeconds} s");
                return;
            }
            if (waited.Elapsed < CalmLimit) continue;
            _tally.Violate($"not complete again within {CalmLimit.TotalMinutes:0} minutes: {summary}");
            return;
        }
    }

    private void CheckQuota()
    {
        var times = world.Provider.Requests.All.Select(request => request.At).Order().ToArray();
        _tally.Count("requests of the provider", times.Length);
        var most = 0;
        for (int i = 0, j = 0; i < times.Length; i++)
        {
            while (times[i] - times[j] >= QuotaMinute - Jitter) j++;
            most = Math.Max(most, i - j + 1);
        }
        _tally.Count("most requests in a minute", most);
        if (most > options.Rate) _tally.Violate($"{most} requests in a minute, of {options.Rate}");
    }

    /// <summary>A day is requested once an evening; another request needs a failure that explains it.</summary>
    private void CheckRequests()
    {
        var days = world.Provider.Requests.All.Where(request => request.Path.Contains("/grouped/", StringComparison.Ordinal))
            .GroupBy(request => (request.Path, Evening: request.At.Date));
        foreach (var day in days)
        {
            var requests = day.OrderBy(request => request.At).ToArray();
            for (var i = 1; i < requests.Length; i++)
            {
                _tally.Count("days requested again after a failure");
                if (!IsExplained(requests[i - 1], requests[i]))
                    _tally.Violate($"{day.Key.Path} was requested at {requests[i - 1].At:T} and {requests[i].At:T} without a failure");
            }
        }
        _tally.Count("requests of single symbols", world.Provider.Requests.CountOf("/range/"));
    }

    private bool IsExplained(LoggedRequest first, LoggedRequest second) =>
        _failures.Any(failure => failure.From <= second.At && failure.To + Aftermath >= first.At);

    /// <summary>Every entry in memory has an activation, and the memory of a silo has a bound.</summary>
    private async Task CheckActivationsAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var uri = $"http://127.0.0.1:{world.Fronts[0].HttpPort}/api/engine";
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(500, cancellationToken))
        {
            var status = await http.GetFromJsonAsync<JsonElement>(uri, cancellationToken);
            var processes = status.GetProperty("processes").EnumerateArray();
            var alive = processes.Where(process => process.GetProperty("alive").GetBoolean()).ToArray();
            var entries = alive.Sum(process => process.GetProperty("statistics").GetProperty("cacheSize").GetInt64());
            var (activations, others) = (Activations("PriceHistoryGrain"), Activations("ScanGrain"));
            if ((activations >= entries && others == 0 && alive.Length == options.Silos) || waited.Elapsed > ActivationLimit)
            {
                _tally.Count("histories in memory at the end", entries);
                _tally.Count("activations of PriceHistoryGrain at the end", activations);
                _tally.Count("activations of ScanGrain at the end", others);
                if (activations < entries || alive.Length != options.Silos)
                    _tally.Violate($"{entries} histories in memory and {activations} activations on {alive.Length} silos: {Told(alive)}");
                if (others > 0) _tally.Violate($"{others} activations of ScanGrain are left");
                break;
            }

            long Activations(string grain) => alive.Sum(process =>
                process.GetProperty("activations").TryGetProperty(grain, out var count) ? count.GetInt64() : 0);
        }
        foreach (var silo in world.Silos) _tally.Count($"{silo.Name}, MB at the end", silo.WorkingSet >> 20);
    }

    private static string Told(IEnumerable<JsonElement> processes) => string.Join("; ", processes.Select(process =>
        $"{process.GetProperty("name")}: {process.GetProperty("statistics").GetProperty("cacheSize")} histories, "
        + process.GetProperty("activations")));

    private void Say(string what) =>
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds,6:0} s  {what}"));
}
