using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Embedded;
using Technic.Embedded.Sqlite;
using Technic.FakePolygon;
using Technic.Indicators;
using Technic.Polygon;
using Technic.Testing;

namespace Technic.Chaos;

/// <summary>What a scan must answer: the embedded engine over the same market, where nothing fails.</summary>
internal sealed class Reference : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly WorldClock _clock;
    private readonly FakePolygonServer _server;
    private readonly PolygonPriceSource _source;
    private readonly SqliteHistoryStore _store;
    private readonly EmbeddedEngine _engine;
    private readonly Dictionary<DateOnly, IReadOnlyDictionary<Symbol, RankedRow>> _rows = [];
    private readonly Lock _gate = new();

    private Reference(FakePolygonServer server, TemporaryFolder folder, WorldClock clock)
    {
        (_server, _folder, _clock) = (server, folder, clock);
        var options = new PolygonOptions { BaseAddress = server.BaseAddress, RequestsPerMinute = null };
        _source = PolygonServices.CreatePriceSource(options, clock, NullLoggerFactory.Instance);
        _store = new SqliteHistoryStore(_folder.Path, _source.Name, clock, NullLogger<SqliteHistoryStore>.Instance);
        _engine = new EmbeddedEngine(_source, _store, new MarketClock(clock), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
    }

    /// <summary>Starts with the first evening of a world; it has a clock of its own.</summary>
    public static async Task<Reference> StartAsync(World world, CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        var clock = new WorldClock(folder.File("clock"));
        clock.GoTo(World.EveningOf(world.Day));
        var server = await FakePolygonServer.StartAsync(world.Market, new FakePolygonOptions { Time = clock }, cancellationToken);
        var reference = new Reference(server, folder, clock);
        await reference.LearnAsync(world.Day, cancellationToken);
        return reference;
    }

    /// <summary>Learns what is right on the evening of a session.</summary>
    public async Task LearnAsync(DateOnly day, CancellationToken cancellationToken)
    {
        _clock.GoTo(World.EveningOf(day));
        var result = await _engine.ScanToEndAsync(Requests.WholeMarket, cancellationToken);
        if (result.Summary is { Ranked: 0 } or { IsProvisional: true } or { Stale: > 0 })
            throw new InvalidOperationException("The reference is not complete.");
        lock (_gate) _rows[result.Summary.AsOf] = result.Rows.ToDictionary(row => row.Row.Symbol);
    }

    /// <summary>The first difference of a row from the right one of its session, as text; <c>null</c> when there is none.</summary>
    public string? Difference(RankedRow row, ScanSummary summary)
    {
        var asOf = summary.AsOf;
        RankedRow? right;
        lock (_gate)
        {
            if (!_rows.TryGetValue(asOf, out var rows)) return $"no session {asOf:yyyy-MM-dd} is known";
            if (!rows.TryGetValue(row.Row.Symbol, out right)) return $"{row.Row.Symbol} is not in the reference";
        }
        if (row.Row.AsOf != right.Row.AsOf) return $"{row.Row.Symbol} is as of {row.Row.AsOf.Date:yyyy-MM-dd}, not {asOf:yyyy-MM-dd}";
        foreach (var (name, value, expected) in Values(row, right, isOfMarket: summary.MarketSymbols is not null))
        {
            if (!Nullable.Equals(value, expected)) return $"{row.Row.Symbol} {asOf:yyyy-MM-dd} {name}: {value}, not {expected}";
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        _source.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <param name="row">A row of the cluster.</param>
    /// <param name="right">The right one.</param>
    /// <param name="isOfMarket">Whether the scan compared its rows with the market, and not, as it then says, with each other.</param>
    private static IEnumerable<(string Name, double? Value, double? Expected)> Values(RankedRow row, RankedRow right, bool isOfMarket)
    {
        var (ours, theirs) = (row.Row, right.Row);
        yield return ("bars", ours.Bars, theirs.Bars);
        yield return ("open", ours.Open, theirs.Open);
        yield return ("high", ours.High, theirs.High);
        yield return ("low", ours.Low, theirs.Low);
        yield return ("close", ours.Close, theirs.Close);
        yield return ("volume", ours.Volume, theirs.Volume);
        foreach (var indicator in Enum.GetValues<Indicator>()) yield return (indicator.ToString(), ours[indicator], theirs[indicator]);
        yield return ("rating", ours.Rating, theirs.Rating);
        if (isOfMarket) yield return ("relative strength", row.RelativeStrength, right.RelativeStrength);
    }
}
