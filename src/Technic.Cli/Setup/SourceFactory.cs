using Microsoft.Extensions.Logging;
using Technic.Columnar;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Provider.Csv;
using Technic.Core.Provider.Held;
using Technic.Core.Provider.Synthetic;
using Technic.Embedded;
using Technic.Embedded.Sqlite;
using Technic.Polygon;
using Technic.Sources.Alpaca;
using Technic.Sources.Stooq;
using Technic.Sources.Tiingo;

namespace Technic.Cli.Setup;

/// <summary>Creates the price source.</summary>
internal static class SourceFactory
{
    /// <summary>The folder of the copy of the stored days by symbol.</summary>
    public static string ColumnsOf(StoreSettings settings, string source) => DataFolder.ColumnsOf(settings.Folder, source);

    /// <exception cref="UsageException">The settings are invalid.</exception>
    /// <exception cref="Core.Text.CsvFormatException">A file cannot be read or is invalid.</exception>
    public static async Task<IPriceSource> CreateAsync(
        SourceSettings settings, StoreSettings store, Shell shell, CancellationToken cancellationToken)
    {
        switch (settings.Effective)
        {
            case SourceKind.Polygon:
                return Polygon(settings, shell);
            case SourceKind.Csv:
                return Csv(settings, shell, cancellationToken);
            case SourceKind.Parquet:
                return await ParquetAsync(settings.Parquet!, shell, cancellationToken).ConfigureAwait(false);
            case SourceKind.Stooq:
                return StooqMarket.Open(settings.Stooq!, cancellationToken);
            case SourceKind.Alpaca:
                return Alpaca(settings, shell);
            case SourceKind.Tiingo:
                return Tiingo(settings, shell);
            case SourceKind.Imported:
                return await ImportedAsync(store, shell, cancellationToken).ConfigureAwait(false)
                    ?? throw new UsageException("The price store has no market days. Use 'technic import FILE' first.");
            default:
                var imported = settings.MayUseImported ? await ImportedAsync(store, shell, cancellationToken).ConfigureAwait(false) : null;
                return imported ?? (IPriceSource)new SyntheticMarket(settings.Seed, settings.SyntheticSymbols, shell.Time);
        }
    }

    private static CsvMarket Csv(SourceSettings settings, Shell shell, CancellationToken cancellationToken)
    {
        var market = CsvMarket.Open(
            settings.Csv!, settings.Splits, settings.Dividends, settings.BarFiles, settings.IsLenient, cancellationToken);
        BarFileArguments.Report(settings.Csv!.Count == 1 ? settings.Csv[0] : "--csv", market.Dropped, shell.Terminal);
        return market;
    }

    private static async Task<ParquetMarket> ParquetAsync(string path, Shell shell, CancellationToken cancellationToken)
    {
        var market = await ParquetMarket.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        BarFileArguments.Report(path, market.Dropped, shell.Terminal, "row");
        return market;
    }

    /// <summary>The market days of the price store; those of the real market are preferred to those of another server.</summary>
    private static async Task<ImportedMarket?> ImportedAsync(StoreSettings settings, Shell shell, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(settings.Folder, SqliteHistoryStore.FileName))) return null;
        var real = new PolygonOptions().SourceName;
        var logger = shell.Loggers.CreateLogger<SqliteHistoryStore>();
        string? best;
        await using (var any = new SqliteHistoryStore(settings.Folder, real, shell.Time, logger, settings.StoreOptions))
            best = BestOf(await any.DaysBySourceAsync(cancellationToken).ConfigureAwait(false), real);
        if (best is null) return null;
        var store = new SqliteHistoryStore(settings.Folder, best, shell.Time, logger, settings.StoreOptions);
        var archive = new MarketArchive(store, new MarketClock(shell.Time), shell.Loggers);
        var columns = ColumnsOf(settings, best);
        var market = await ImportedMarket.OpenAsync(store, archive, columns, cancellationToken).ConfigureAwait(false);
        if (market is not null) return market;
        archive.Dispose();
        await store.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    // Every scan without a source runs this code: it is a loop, because a loop starts faster than a query.
    private static string? BestOf(IReadOnlyList<KeyValuePair<string, long>> daysBySource, string real)
    {
        (string? Source, long Days) best = default;
        foreach (var (source, days) in daysBySource)
        {
            if (source == real) return source;
            if (source.StartsWith(real, StringComparison.Ordinal) && days > best.Days) best = (source, days);
        }
        return best.Source;
    }

    private static AlpacaPriceSource Alpaca(SourceSettings settings, Shell shell)
    {
        var options = new AlpacaOptions
        {
            Key = settings.Variable(AlpacaOptions.KeyVariable), Secret = settings.Variable(AlpacaOptions.SecretVariable),
            Feed = settings.AlpacaFeed, RequestsPerMinute = settings.QuotaOr(AlpacaOptions.FreePlan),
        };
        if (settings.AlpacaUrl is { } url && Address(url, "--alpaca-url") is var address)
            options = options with { DataAddress = address, TradingAddress = address };
        if (options.Validate() is [var error, ..]) throw new UsageException(error);
        return new AlpacaPriceSource(options, shell.Time, shell.Loggers.CreateLogger<AlpacaPriceSource>());
    }

    private static TiingoPriceSource Tiingo(SourceSettings settings, Shell shell)
    {
        var options = new TiingoOptions
        {
            Key = settings.Variable(TiingoOptions.KeyVariable), RequestsPerMinute = settings.QuotaOr(TiingoOptions.FreePlan),
        };
        if (settings.TiingoUrl is { } url) options = options.At(Address(url, "--tiingo-url"));
        if (options.Validate() is [var error, ..]) throw new UsageException(error);
        return new TiingoPriceSource(options, shell.Time, shell.Loggers.CreateLogger<TiingoPriceSource>());
    }

    // The message does not repeat the URL: it can contain a password.
    private static Uri Address(string url, string option) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : throw new UsageException($"{option} must be a URL that begins with https:// or http://.");

    private static PolygonPriceSource Polygon(SourceSettings settings, Shell shell)
    {
        var quota = settings.QuotaOr(SourceSettings.PolygonFreePlan);
        var options = new PolygonOptions { ApiKey = settings.PolygonKey, RequestsPerMinute = quota };
        if (settings.PolygonUrl is { } url) options = options with { BaseAddress = Address(url, "--polygon-url") };
        if (options.Validate() is [var error, ..]) throw new UsageException(error);
        return PolygonServices.CreatePriceSource(options, shell.Time, shell.Loggers);
    }
}
