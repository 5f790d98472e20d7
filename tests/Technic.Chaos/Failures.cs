using Technic.FakePolygon;

namespace Technic.Chaos;

/// <summary>One kind of failure.</summary>
/// <param name="Name">Its name on the command line and in the report.</param>
/// <param name="RunAsync">Makes it happen, and undoes it; the result says what happened, <c>null</c> when it was not possible.</param>
internal sealed record Failure(string Name, Func<World, Random, CancellationToken, Task<string?>> RunAsync);

/// <summary>The failures that a run can cause.</summary>
internal static class Failures
{
    /// <summary>The silos that no failure takes away: a cluster without any does not answer, and that is not what is tested.</summary>
    private const int Survivors = 1;

    public static IReadOnlyList<Failure> All { get; } =
    [
        new("kill", KillAsync), new("stop", StopAsync), new("add", AddAsync), new("database-crash", CrashDatabaseAsync),
        new("database-hang", HangDatabaseAsync), new("provider", FailProviderAsync), new("provider-slow", SlowProviderAsync),
        new("next-day", NextDayAsync),
    ];

    public static IEnumerable<string> Names => All.Select(failure => failure.Name);

    private static Task<string?> KillAsync(World world, Random random, CancellationToken cancellationToken)
    {
        if (world.Take(random, Survivors) is not { } silo) return Task.FromResult<string?>(null);
        silo.Kill();
        return Task.FromResult<string?>($"{silo.Name} killed");
    }

    private static async Task<string?> StopAsync(World world, Random random, CancellationToken cancellationToken)
    {
        if (world.Take(random, Survivors) is not { } silo) return null;
        var code = await silo.StopAsync();
        return code == 0 ? $"{silo.Name} stopped" : $"{silo.Name} stopped, exit code {code}: {silo.Lines[^1]}";
    }

    private static async Task<string?> AddAsync(World world, Random random, CancellationToken cancellationToken)
    {
        if (world.Silos.Count >= 4) return null;
        await world.AddSiloAsync();
        return $"a silo joined, {world.Silos.Count} now";
    }

    private static async Task<string?> CrashDatabaseAsync(World world, Random random, CancellationToken cancellationToken)
    {
        var pause = Seconds(random, 2, 8);
        await world.Postgres.StopAsync();
        await Task.Delay(pause, CancellationToken.None);
        await world.Postgres.StartAsync();
        return $"the database crashed, for {pause.TotalSeconds:0} s";
    }

    private static async Task<string?> HangDatabaseAsync(World world, Random random, CancellationToken cancellationToken)
    {
        var pause = Seconds(random, 2, 10);
        world.Postgres.Suspend();
        await Task.Delay(pause, CancellationToken.None);
        world.Postgres.Resume();
        return $"the database hung for {pause.TotalSeconds:0} s";
    }

    private static async Task<string?> FailProviderAsync(World world, Random random, CancellationToken cancellationToken)
    {
        var pause = Seconds(random, 2, 10);
        var status = random.Next(2) == 0 ? 500 : 503;
        world.Provider.Faults.Add(Fault.Status(status));
        await Task.Delay(pause, CancellationToken.None);
        world.Provider.Faults.Clear();
        return $"the provider answered {status} for {pause.TotalSeconds:0} s";
    }

    private static async Task<string?> SlowProviderAsync(World world, Random random, CancellationToken cancellationToken)
    {
        var pause = Seconds(random, 5, 15);
        world.Provider.Faults.Add(Fault.Delay(TimeSpan.FromSeconds(2)));
        await Task.Delay(pause, CancellationToken.None);
        world.Provider.Faults.Clear();
        return $"the provider took two seconds a request for {pause.TotalSeconds:0} s";
    }

    private static async Task<string?> NextDayAsync(World world, Random random, CancellationToken cancellationToken)
    {
        await world.NextEveningAsync(cancellationToken);
        return $"the clock jumped to the evening of {world.Day:yyyy-MM-dd}";
    }

    private static TimeSpan Seconds(Random random, int from, int to) => TimeSpan.FromSeconds(random.Next(from, to + 1));
}
