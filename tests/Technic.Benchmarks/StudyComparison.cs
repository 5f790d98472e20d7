using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Studies;

namespace Technic.Benchmarks;

/// <summary>
/// Studies in memory beside DuckDB in process, in one run: the mean return over 20 sessions after a condition. DuckDB computes that mean
/// alone, with window functions; a study computes its whole report.
/// </summary>
internal static class StudyComparison
{
    private const int Symbols = 5_000;
    private const int Sessions = 1_260;
    private const int WarmUps = 4;
    private const int Rounds = 5;

    private static readonly (string Name, string Where, string Sql)[] Conditions =
    [
        ("average and volume", "close > sma(50) and volume > 1.5 * sma(volume, 20)",
            "close > avg(close) OVER w50 AND volume > 1.5 * avg(volume) OVER w20 AND count(*) OVER w50 = 50"),
        ("the same, and a 55-bar high before",
            "close > highest(high, 55)[1] and close > sma(50) and volume > 1.5 * sma(volume, 20)",
            "close > avg(close) OVER w50 AND volume > 1.5 * avg(volume) OVER w20 "
            + "AND close > max(high) OVER w55 AND count(*) OVER w55 = 55"),
    ];

    public static void Run()
    {
        var histories = Market();
        using var connection = Load(histories);
        var market = StudyMarket.Of(histories);
        Console.WriteLine(FormattableString.Invariant(
            $"{Symbols:N0} symbols of {Sessions:N0} bars, {Environment.ProcessorCount} cores, load {Load1()}; ")
            + FormattableString.Invariant($"medians of {Rounds} after {WarmUps}."));
        Console.WriteLine(
            "| condition | DuckDB, the mean | study, horizon 20 (first) | study, five horizons (first) | means |\n|---|---|---|---|---|");
        foreach (var (name, where, sql) in Conditions)
        {
            var (duck, _, mean) = Median(() => Query(connection, sql));
            var (one, first, study) = Median(() => Study(market, where, 20));
            var (five, firstFive, _) = Median(() => Study(market, where, 1, 5, 10, 20, 60));
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {duck:N0} ms | {one:N0} ({first:N0}) ms | {five:N0} ({firstFive:N0}) ms | {mean:P6}, {study:P6} |"));
        }
        Console.WriteLine(FormattableString.Invariant($"Peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MiB."));
    }

    private static double Study(StudyMarket market, string where, params int[] horizons)
    {
        var request = new StudyRequest
        {
            Scan = StudyRequest.EveryRow with { Where = where }, Horizons = horizons, Entry = StudyEntry.Close,
        };
        var result = new Study(market).Run(request, null, CancellationToken.None);
        return result.Horizons.First(horizon => horizon.Sessions == Math.Min(20, horizons[^1])).Mean;
    }

    private static double Query(DuckDBConnection connection, string condition)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT avg(later / close - 1) FROM (
              SELECT close, lead(close, 20) OVER (PARTITION BY symbol ORDER BY day) AS later, {condition} AS signal FROM bars
              WINDOW w20 AS (PARTITION BY symbol ORDER BY day ROWS 19 PRECEDING),
                     w50 AS (PARTITION BY symbol ORDER BY day ROWS 49 PRECEDING),
                     w55 AS (PARTITION BY symbol ORDER BY day ROWS BETWEEN 55 PRECEDING AND 1 PRECEDING))
            WHERE signal AND later IS NOT NULL
            """;
        return Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static DuckDBConnection Load(IReadOnlyList<TradedHistory> histories)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "CREATE TABLE bars(symbol INTEGER, day INTEGER, high DOUBLE, close DOUBLE, volume DOUBLE)";
            command.ExecuteNonQuery();
        }
        using var appender = connection.CreateAppender("bars");
        for (var symbol = 0; symbol < histories.Count; symbol++)
        {
            var bars = histories[symbol].Bars;
            for (var i = 0; i < bars.Count; i++)
            {
                appender.CreateRow().AppendValue(symbol).AppendValue(i).AppendValue(bars.High[i]).AppendValue(bars.Close[i])
                    .AppendValue(bars.Volume[i]).EndRow();
            }
        }
        return connection;
    }

    /// <summary>The median of the rounds, and the time of the first run, whose code is not compiled yet.</summary>
    private static (double Milliseconds, double First, double Value) Median(Func<double> run)
    {
        var (times, value) = (new double[WarmUps + Rounds], 0.0);
        for (var i = 0; i < times.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            value = run();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return (times[WarmUps..].Order().ElementAt(Rounds / 2), times[0], value);
    }

    private static TradedHistory[] Market()
    {
        DateOnly[] days = [.. ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2018, 1, 2), new DateOnly(2030, 1, 1)).Take(Sessions)];
        var histories = new TradedHistory[Symbols];
        Parallel.For(0, Symbols, symbol =>
        {
            var (random, bars, close) = (new Random(symbol), new Bar[Sessions], 50.0);
            for (var i = 0; i < Sessions; i++)
            {
                var open = close;
                close *= 1 + ((random.NextDouble() - 0.499) * 0.04);
                bars[i] = new Bar(
                    BarTime.OfDay(days[i]), open, Math.Max(open, close) * 1.005, Math.Min(open, close) * 0.995, close,
                    500_000 + random.Next(2_000_000));
            }
            histories[symbol] = new TradedHistory(
                new Listing(Symbol.Parse(NameOf(symbol))), BarSeries.FromBars(bars), []);
        });
        return histories;
    }

    private static string NameOf(int number) =>
        string.Create(4, number, (name, left) =>
        {
            for (var i = name.Length - 1; i >= 0; i--, left /= 26) name[i] = (char)('A' + (left % 26));
        });

    private static string Load1() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
