using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Cli.Output;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Embedded;

namespace Technic.Cli.Setup;

/// <summary>
/// A scan of synthetic prices in memory, on another processor, while the command line is parsed and the price store is opened. .NET loads
/// a type and compiles a generic method when it is first used, which takes longer than the work of a scan of stored prices: the rehearsal
/// uses them earlier. Nothing of it is shown or kept.
/// </summary>
internal static class ScanRehearsal
{
    /// <summary>More than the engine reads from a store in one batch, so that the code for several batches is loaded too.</summary>
    private const int Symbols = 501;

    /// <summary>Begins the rehearsal if the command line looks like a scan in this process, and there is a processor for it.</summary>
    /// <returns>Whether it was begun.</returns>
    public static bool BeginFor(string[] arguments)
    {
        if (Environment.ProcessorCount < 2 || arguments is not ["scan", .. var options] || Array.Exists(options, RunsNoScan)) return false;
        // A thread of its own, because the scan needs those of the pool.
        new Thread(Run) { IsBackground = true, Name = "Scan rehearsal" }.Start();
        return true;

        static bool RunsNoScan(string option) =>
            option is "--help" or "-h" or "-?" or "/h" or "/?" || option.StartsWith(ServerOption.Name, StringComparison.Ordinal);
    }

    private static void Run()
    {
        try
        {
            RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // The scan itself reports what is wrong.
        }
    }

    /// <summary>Scans, and draws the table of the rows.</summary>
    internal static async Task<ScanResult> RunAsync()
    {
        using (var connection = new SqliteConnection("Data Source=:memory:")) connection.Open();
        var (time, market) = (TimeProvider.System, new SyntheticMarket(symbols: Symbols, time: TimeProvider.System));
        var engine = new EmbeddedEngine(
            market, new OneSeriesStore(market, time), new MarketClock(time), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
        await using (engine.ConfigureAwait(false))
        {
            var result = await engine.ScanToEndAsync(new ScanRequest { Top = 3 }, CancellationToken.None).ConfigureAwait(false);
            var statistics = await engine.GetStatisticsAsync(CancellationToken.None).ConfigureAwait(false);
            using var nowhere = OutputTarget.Discarding();
            new ScanTableOutput(nowhere, new RowView(null, Explained: false), Terminal.OfProcess())
                .RunEnded(new MeasuredScan(result, statistics), number: 1, count: 1);
            return result;
        }
    }

    /// <summary>A store that has the same prices for every key, in the form of the price store.</summary>
    private sealed class OneSeriesStore(SyntheticMarket market, TimeProvider time) : IHistoryStore
    {
        public async ValueTask<IReadOnlyList<StoreRead>> ReadAsync(
            IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
        {
            var (key, now) = (keys[0], time.GetUtcNow());
            var today = NewYork.Date(now);
            var fetched = await market.FetchBarsAsync(key.Symbol, key.Frequency, today.AddDays(-key.Days), today, cancellationToken)
                .ConfigureAwait(false);
            var payload = PriceHistoryCodec.Encode(new PriceHistory(key, fetched.Bars, now, market.Name));
            return PriceHistoryCodec.TryDecode(payload, key, out var history, out _)
                ? [.. keys.Select(other => StoreRead.Found(history with { Key = other }))]
                : [.. keys.Select(_ => StoreRead.Missing)];
        }

        public ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
