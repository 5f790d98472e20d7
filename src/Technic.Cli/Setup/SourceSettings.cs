using Technic.Core.Market.Files;
using Technic.Core.Provider.Synthetic;
using Technic.Polygon;
using Technic.Sources.Alpaca;

namespace Technic.Cli.Setup;

/// <summary>The settings of the price source.</summary>
internal sealed record SourceSettings
{
    /// <summary>The explicit source; <c>null</c> if not specified.</summary>
    public SourceKind? Kind { get; init; }

    /// <summary>The bar files; <c>null</c> if not specified.</summary>
    public IReadOnlyList<string>? Csv { get; init; }

    /// <summary>What the bar files do not define.</summary>
    public BarFileOptions BarFiles { get; init; } = BarFileOptions.Default;

    /// <summary>Whether incomplete bar files are used.</summary>
    public bool IsLenient { get; init; }

    public string? Splits { get; init; }

    public string? Dividends { get; init; }

    public string? PolygonUrl { get; init; }

    /// <summary>A file or folder of Parquet files; <c>null</c> if not specified.</summary>
    public string? Parquet { get; init; }

    /// <summary>A bulk file of Stooq; <c>null</c> if not specified.</summary>
    public string? Stooq { get; init; }

    public string? AlpacaUrl { get; init; }

    public AlpacaFeed AlpacaFeed { get; init; }

    public string? TiingoUrl { get; init; }

    /// <summary>Requests per minute; 0 for no limit, <c>null</c> for the limit of the provider's free plan.</summary>
    public int? Rate { get; init; }

    public int Seed { get; init; }

    public int SyntheticSymbols { get; init; }

    /// <summary>Whether imported market days are preferred to the synthetic market: if no option specifies a source.</summary>
    public bool MayUseImported { get; init; }

    /// <summary>Reads a variable with an API key.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    public string? PolygonKey => Variable(PolygonOptions.KeyVariable);

    /// <summary>The effective source: the explicit one, otherwise derived from the other options and the API key.</summary>
    public SourceKind Effective =>
        Kind ?? (Csv is not null ? SourceKind.Csv
            : Parquet is not null ? SourceKind.Parquet
            : Stooq is not null ? SourceKind.Stooq
            : AlpacaUrl is not null ? SourceKind.Alpaca
            : TiingoUrl is not null ? SourceKind.Tiingo
            : PolygonUrl is not null || !string.IsNullOrWhiteSpace(PolygonKey) ? SourceKind.Polygon
            : SourceKind.Synthetic);

    /// <summary>The requests per minute of Polygon's free plan.</summary>
    public const int PolygonFreePlan = 5;

    /// <summary>The quota of a provider; <c>null</c> for no limit.</summary>
    /// <param name="freePlan">The limit of its free plan.</param>
    public int? QuotaOr(int freePlan) => Rate == 0 ? null : Rate ?? freePlan;

    /// <exception cref="UsageException">The options are invalid or conflict.</exception>
    public SourceSettings Validated()
    {
        if (Splits is not null && Csv is null) throw new UsageException("--splits requires --csv FILE.");
        if (Dividends is not null && Csv is null) throw new UsageException("--dividends requires --csv FILE.");
        if (Effective == SourceKind.Csv && Csv is null) throw new UsageException("--source csv requires --csv FILE.");
        if (Effective == SourceKind.Parquet && Parquet is null) throw new UsageException("--source parquet requires --parquet PATH.");
        if (Effective == SourceKind.Stooq && Stooq is null) throw new UsageException("--source stooq requires --stooq FILE.");
        foreach (var (option, kind, isGiven) in new[]
        {
            ("--csv", SourceKind.Csv, Csv is not null), ("--parquet", SourceKind.Parquet, Parquet is not null),
            ("--stooq", SourceKind.Stooq, Stooq is not null), ("--polygon-url", SourceKind.Polygon, PolygonUrl is not null),
            ("--alpaca-url", SourceKind.Alpaca, AlpacaUrl is not null), ("--tiingo-url", SourceKind.Tiingo, TiingoUrl is not null),
        })
        {
            if (isGiven && Effective != kind) throw new UsageException($"{option} cannot be combined with --source {this}.");
        }
        if (Rate < 0) throw new UsageException("--rate must be 0 (no limit) or a positive number of requests per minute.");
        if (SyntheticSymbols is < 1 or > SyntheticMarket.MaxSymbols)
            throw new UsageException($"--synthetic-symbols must be between 1 and {SyntheticMarket.MaxSymbols}.");
        return this;
    }

    // The default ToString of a record would contain the API key.
    public override string ToString() => Effective.ToString().ToLowerInvariant();
}

/// <summary>The kinds of price sources.</summary>
internal enum SourceKind
{
    Polygon,
    Synthetic,
    Csv,
    Parquet,
    Stooq,
    Alpaca,
    Tiingo,

    /// <summary>The market days of the price store.</summary>
    Imported,
}
