using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Provider.Csv;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded.Sqlite;
using Technic.Testing;

namespace Technic.Embedded.Tests;

/// <summary>
/// A replay of a past day has the result of the scan of that evening: bars and splits after the day cannot influence a row.
/// </summary>
public sealed class ReplayTests : IDisposable
{
    private const int Symbols = 12;

    private static readonly DateOnly FirstDay = new(2024, 1, 2);
    private static readonly DateOnly LastDay = new(2025, 6, 30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Days of all kinds: sessions, a weekend, a holiday, a half day, and both ends of splits.</summary>
    public static TheoryData<string> Days =>
    [
        "2024-09-03", "2024-09-07", "2024-11-28", "2024-11-29", "2024-12-31", "2025-01-20", "2025-02-14", "2025-02-18", "2025-04-17",
        "2025-06-27",
    ];

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Later_bars_and_later_splits_of_a_file_change_nothing(string day)
    {
        var end = Day(day);
        var market = new MadeMarket(seed: end.DayNumber);
        await using var then = new Evening(_folder.File("then"), end, _ => market.WriteUntil(end, _folder, "then"));
        await using var now = new Evening(_folder.File("now"), LastDay, _ => market.WriteUntil(LastDay, _folder, "now"));

        var said = await then.ScanAsync(asOf: null);
        var present = await now.ScanAsync(asOf: null);
        var replayed = await now.ScanAsync(end);

        Assert.Equal(Symbols, said.Count);
        Assert.Equal(said, replayed);
        Assert.NotEqual(said, present);
        Assert.Equal(present, await now.ScanAsync(asOf: null));
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Later_bars_of_a_provider_change_nothing(string day)
    {
        var end = Day(day);
        await using var then = new Evening(_folder.File("then"), end, time => new ScriptedSource(time));
        await using var now = new Evening(_folder.File("now"), LastDay, time => new ScriptedSource(time));

        var said = await then.ScanAsync(asOf: null);
        await now.ScanAsync(asOf: null);

        Assert.Equal(Symbols, said.Count);
        Assert.Equal(said, await now.ScanAsync(end));
    }

    [Fact]
    public async Task A_condition_on_all_that_a_row_says_keeps_the_same_rows_in_a_replay()
    {
        var end = Day("2024-12-31");
        var market = new MadeMarket(seed: 5);
        await using var then = new Evening(_folder.File("then"), end, _ => market.WriteUntil(end, _folder, "then"));
        await using var now = new Evening(_folder.File("now"), LastDay, _ => market.WriteUntil(LastDay, _folder, "now"));
        const string where = "relativeStrength >= 30 and close > 5 and (rsi14 > 45 or macd_histogram > 0 or roc63 < 0)";

        var said = await then.ScanAsync(asOf: null, where);

        Assert.InRange(said.Count, 1, Symbols - 1);
        Assert.Equal(said, await now.ScanAsync(end, where));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Symbol SymbolOf(int number) => Symbol.Parse($"R{number:D2}");

    /// <summary>Random raw prices with random splits; a file of it contains what was known on its last day.</summary>
    private sealed class MadeMarket
    {
        private readonly List<Split> _splits = [];
        private readonly List<(DateOnly Day, string Row)> _rows = [];

        public MadeMarket(int seed)
        {
            var random = new Random(seed);
            for (var number = 0; number < Symbols; number++) Add(number, random);
        }

        public CsvMarket WriteUntil(DateOnly end, TemporaryFolder folder, string name)
        {
            var bars = _rows.Where(row => row.Day <= end).Select(row => row.Row);
            var splits = _splits.Where(split => split.ExecutionDate <= end).Select(split =>
                string.Create(CultureInfo.InvariantCulture, $"{split.Symbol},{split.ExecutionDate:yyyy-MM-dd},{split.Ratio}"));
            return CsvMarket.Open(
                folder.Write($"{name}-bars.csv", string.Join('\n', bars.Prepend("symbol,date,open,high,low,close,volume"))),
                folder.Write($"{name}-splits.csv", string.Join('\n', splits.Prepend("symbol,execution_date,ratio"))),
                CancellationToken.None);
        }

        private void Add(int number, Random random)
        {
            var sessions = ExchangeCalendar.Nyse.SessionsBetween(FirstDay, LastDay).ToArray();
            var executions = Enumerable.Range(0, 4).Select(_ => sessions[random.Next(1, sessions.Length)]).ToHashSet();
            var price = 20 + (random.NextDouble() * 200);
            foreach (var day in sessions)
            {
                if (executions.Contains(day))
                {
                    var ratio = random.Next(2) == 0 ? 4 : 0.5;
                    price /= ratio;
                    _splits.Add(new Split(SymbolOf(number), day, ratio));
                }
                var open = price;
                price *= 0.97 + (random.NextDouble() * 0.061);
                var (high, low) = (Math.Max(open, price) * 1.01, Math.Min(open, price) * 0.99);
                _rows.Add((day, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{SymbolOf(number)},{day:yyyy-MM-dd},{open},{high},{low},{price},{random.Next(100_000, 9_000_000)}")));
            }
        }
    }

    /// <summary>An engine with its store, on the evening of a day.</summary>
    private sealed class Evening : IAsyncDisposable
    {
        private readonly SqliteHistoryStore _store;
        private readonly EmbeddedEngine _engine;

        public Evening(string folder, DateOnly day, Func<TimeProvider, IPriceSource> source)
        {
            var time = new FakeTimeProvider(NewYork.Instant(day, new TimeOnly(22, 0)));
            var made = source(time);
            _store = new SqliteHistoryStore(folder, made.Name, time, NullLogger<SqliteHistoryStore>.Instance);
            _engine = new EmbeddedEngine(made, _store, new MarketClock(time), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
        }

        public async Task<IReadOnlyList<RankedRow>> ScanAsync(DateOnly? asOf, string? where = null)
        {
            var universe = new Universe([.. Enumerable.Range(0, Symbols).Select(number => new Listing(SymbolOf(number)))]);
            var request = new ScanRequest
            {
                Universe = universe, AsOf = asOf, Where = where, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1,
            };
            return (await _engine.ScanToEndAsync(request, CancellationToken.None)).Rows;
        }

        public async ValueTask DisposeAsync()
        {
            await _engine.DisposeAsync();
            await _store.DisposeAsync();
        }
    }
}
