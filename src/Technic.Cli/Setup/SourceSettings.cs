using Technic.Core.Provider.Synthetic;

namespace Technic.Cli.Setup;

/// <summary>Where prices come from, as it was asked for.</summary>
internal sealed record SourceSettings
{
    /// <summary>The source that was named; <c>null</c> when none was.</summary>
    public SourceKind? Kind { get; init; }

    public string? Csv { get; init; }

    public string? Splits { get; init; }

    public string? PolygonUrl { get; init; }

    /// <summary>Requests a minute; 0 for no limit.</summary>
    public int Rate { get; init; }

    public int Seed { get; init; }

    public int SyntheticSymbols { get; init; }

    public string? PolygonKey { get; init; }

    /// <summary>The source that is used: the one named, else the one whose option was given, else the one that there is a key for.</summary>
    public SourceKind Chosen =>
        Kind ?? (Csv is not null ? SourceKind.Csv
            : PolygonUrl is not null || !string.IsNullOrWhiteSpace(PolygonKey) ? SourceKind.Polygon
            : SourceKind.Synthetic);

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public SourceSettings Checked()
    {
        if (Splits is not null && Csv is null) throw new UsageException("--splits adjusts the bars of a CSV file, so it needs --csv FILE.");
        if (Chosen == SourceKind.Csv && Csv is null) throw new UsageException("The source csv needs a file: --csv FILE.");
        if (Chosen != SourceKind.Csv && Csv is not null) throw new UsageException($"--csv belongs to the source csv, and the source is {this}.");
        if (Chosen != SourceKind.Polygon && PolygonUrl is not null)
            throw new UsageException($"--polygon-url belongs to the source polygon, and the source is {this}.");
        if (Rate < 0) throw new UsageException($"{Rate} is no rate: 0 is no limit, a positive number the most requests a minute.");
        if (SyntheticSymbols is < 1 or > SyntheticMarket.MaxSymbols)
            throw new UsageException($"{SyntheticSymbols} is no size of a market: 1 to {SyntheticMarket.MaxSymbols} symbols are possible.");
        return this;
    }

    // A record's own text would hold the key.
    public override string ToString() => Chosen.ToString().ToLowerInvariant();
}
