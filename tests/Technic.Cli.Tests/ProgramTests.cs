using Technic.Core.Market.Calendar;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary>The base class of program tests: a folder, a data folder, and fake servers.</summary>
public abstract class ProgramTests : IDisposable
{
    /// <summary>The last day of <see cref="Market"/>.</summary>
    protected const string LastDay = "2024-06-28";

    protected TemporaryFolder Folder { get; } = new();

    protected string Data => Folder.File("data");

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the program. Its default data folder belongs to the test.</summary>
    protected Task<TechnicResult> RunAsync(params string[] arguments) => RunWithAsync([], arguments);

    protected async Task<TechnicResult> RunWithAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return await process.EndAsync();
    }

    protected TechnicProcess Start(Dictionary<string, string> environment, params string[] arguments) =>
        TechnicProcess.Start(arguments, new Dictionary<string, string>(environment) { ["XDG_DATA_HOME"] = Folder.File("home") });

    /// <summary>The arguments of a scan with a fake server, as of <see cref="LastDay"/>.</summary>
    protected string[] Scan(FakePolygonServer server, params string[] more) =>
        ["scan", "--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--as-of", LastDay, "--data", Data, .. more];

    /// <summary>A server with random walks up to <see cref="LastDay"/>.</summary>
    protected static Task<FakePolygonServer> ServeAsync(string[] symbols, FakePolygonOptions? options = null) =>
        FakePolygonServer.StartAsync(Market(symbols), options);

    protected static FakeMarket Market(params string[] symbols)
    {
        var market = new FakeMarket();
        foreach (var symbol in symbols) market.AddRandomWalk(symbol, new DateOnly(2023, 9, 1), DateOnly.Parse(LastDay));
        return market;
    }

    protected static string[] Symbols(int count) => [.. Enumerable.Range(0, count).Select(i => $"T{i:D3}")];

    /// <summary>A CSV file of daily bars for <c>--csv</c>.</summary>
    protected string WriteBars(string name, params string[] rows) =>
        Folder.Write(name, string.Join('\n', rows.Prepend("symbol,date,open,high,low,close,volume")) + "\n");

    /// <summary>Rows of a CSV file for a symbol that rises steadily, oldest first.</summary>
    protected static IEnumerable<string> Rising(string symbol, int sessions = 80) =>
        ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2024, 1, 2), DateOnly.Parse(LastDay)).TakeLast(sessions)
            .Select((day, i) => FormattableString.Invariant(
                $"{symbol},{day:yyyy-MM-dd},{100 + i},{101.5 + i},{99.5 + i},{101 + i},{1_000_000 + (1_000 * i)}"));
}
