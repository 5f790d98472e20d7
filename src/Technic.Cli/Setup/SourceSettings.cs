using Technic.Core.Market.Files;
using Technic.Core.Provider.Synthetic;

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

    public string? PolygonUrl { get; init; }

    /// <summary>Requests per minute; 0 for no limit.</summary>
    public int Rate { get; init; }

    public int Seed { get; init; }

    public int SyntheticSymbols { get; init; }

    /// <summary>Whether imported market days are preferred to the synthetic market: if no option specifies a source.</summary>
    public bool MayUseImported { get; init; }

    public string? PolygonKey { get; init; }

    /// <summary>The effective source: the explicit one, otherwise derived from the other options and the API key.</summary>
    public SourceKind Effective =>
        Kind ?? (Csv is not null ? SourceKind.Csv
            : PolygonUrl is not null || !string.IsNullOrWhiteSpace(PolygonKey) ? SourceKind.Polygon
            : SourceKind.Synthetic);

    /// <exception cref="UsageException">The options are invalid or conflict.</exception>
    public SourceSettings Validated()
    {
        if (Splits is not null && Csv is null) throw new UsageException("--splits requires --csv FILE.");
        if (Effective == SourceKind.Csv && Csv is null) throw new UsageException("--source csv requires --csv FILE.");
        if (Effective != SourceKind.Csv && Csv is not null) throw new UsageException($"--csv cannot be combined with --source {this}.");
        if (Effective != SourceKind.Polygon && PolygonUrl is not null)
            throw new UsageException($"--polygon-url cannot be combined with --source {this}.");
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

    /// <summary>The market days of the price store.</summary>
    Imported,
}
