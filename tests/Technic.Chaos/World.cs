using System.Globalization;
using Npgsql;
using Technic.Core.Market.Calendar;
using Technic.FakePolygon;
using Technic.Front;
using Technic.Testing;

namespace Technic.Chaos;

/// <summary>What a run breaks: PostgreSQL, a provider, silos and two fronts, all real, with one clock.</summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly DateOnly FirstDay = new(2026, 3, 11);

    private static readonly TimeOnly Evening = new(20, 0);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly ChaosOptions _options;
    private readonly TemporaryFolder _folder = new();
    private readonly List<ChildProcess> _silos = [];
    private readonly Lock _gate = new();
    private string _connection = "";
    private int _started;

    private World(ChaosOptions options, FakeMarket market)
    {
        (_options, Market) = (options, market);
        ClockFile = _folder.File("clock");
        Clock = new WorldClock(ClockFile);
        Clock.GoTo(EveningOf(FirstDay));
    }

    public FakeMarket Market { get; }

    public WorldClock Clock { get; }

    public PostgresServer Postgres { get; private set; } = null!;

    public FakePolygonServer Provider { get; private set; } = null!;

    public IReadOnlyList<ChildProcess> Fronts { get; private set; } = [];

    /// <summary>The living silos.</summary>
    public IReadOnlyList<ChildProcess> Silos
    {
        get
        {
            lock (_gate) return [.. _silos];
        }
    }

    /// <summary>The current session, whose evening it is for every process.</summary>
    public DateOnly Day { get; private set; } = FirstDay;

    /// <summary>The session of the evening that processes may have reached already.</summary>
    public DateOnly NextDay { get; private set; } = FirstDay;

    /// <summary>Runs before the clock moves to the evening of a session.</summary>
    public Func<DateOnly, CancellationToken, Task> BeforeEvening { get; set; } = (_, _) => Task.CompletedTask;

    private string ClockFile { get; }

    public static async Task<World> StartAsync(ChaosOptions options)
    {
        var market = new FakeMarket();
        for (var i = 0; i < options.Symbols; i++)
            market.AddRandomWalk($"S{i:D4}", FirstDay.AddYears(-2), FirstDay.AddDays(60), firstPrice: 20 + i);
        market.Today = FirstDay;
        var world = new World(options, market) { Postgres = await PostgresServer.StartPrivateAsync() };
        // A silo gives a hung database up after two seconds, as in production.
        world._connection = await world.Postgres.CreateDatabaseAsync(isPatient: false);
        world.Provider = await FakePolygonServer.StartAsync(market, new FakePolygonOptions { Time = world.Clock });
        await Task.WhenAll(Enumerable.Range(0, options.Silos).Select(_ => world.AddSiloAsync()));
        world.Fronts = [world.StartFront(), world.StartFront()];
        await Task.WhenAll(world.Fronts.Select(front => front.WaitUntilReadyAsync(StartLimit)));
        return world;
    }

    /// <summary>Starts a silo and waits until it is a member.</summary>
    public async Task AddSiloAsync()
    {
        var (silo, gateway, http) = (ChildProcess.FreePort(), ChildProcess.FreePort(), ChildProcess.FreePort());
        var name = $"silo-{Interlocked.Increment(ref _started)}";
        var process = new ChildProcess(name, http,
        [
            typeof(World).Assembly.Location, ChaosSilo.Command, ClockFile, .. Settings(
                $"SiloPort={silo}", $"GatewayPort={gateway}", $"HttpPort={http}", "Address=127.0.0.1", $"Name={name}",
                $"Postgres={_connection}", $"PolygonUrl={Provider.BaseAddress}", $"Rate={_options.Rate}", "LogLevel=Warning"),
        ]);
        await process.WaitUntilReadyAsync(StartLimit);
        lock (_gate) _silos.Add(process);
    }

    /// <summary>Takes a silo out of the list of the living ones, so that nothing else is done to it.</summary>
    public ChildProcess? Take(Random random, int least)
    {
        lock (_gate)
        {
            if (_silos.Count <= least) return null;
            var silo = _silos[random.Next(_silos.Count)];
            _silos.Remove(silo);
            return silo;
        }
    }

    /// <summary>The evening of a session.</summary>
    public static DateTimeOffset EveningOf(DateOnly day) => NewYork.Instant(day, Evening);

    /// <summary>Moves everything to the evening of the next session.</summary>
    public async Task NextEveningAsync(CancellationToken cancellationToken)
    {
        var next = ExchangeCalendar.Nyse.FirstSessionOnOrAfter(Day.AddDays(1));
        Market.Today = next;
        await BeforeEvening(next, cancellationToken);
        NextDay = next;
        Clock.GoTo(EveningOf(next));
        await Task.Delay(WorldClock.Life * 2, cancellationToken);
        Day = next;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Silos.Concat(Fronts)) await process.DisposeAsync();
        if (Provider is not null) await Provider.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (Postgres is not null) await Postgres.DisposeAsync();
        _folder.Dispose();
    }

    private ChildProcess StartFront()
    {
        var http = ChildProcess.FreePort();
        return new ChildProcess($"front-{http}", http,
        [
            typeof(FrontHost).Assembly.Location, .. Settings($"Postgres={_connection}", "ConcurrentScans=100"),
            string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{http}"),
        ]);
    }

    private static IEnumerable<string> Settings(params IEnumerable<string> settings) => settings.Select(setting => $"--Technic:{setting}");
}
