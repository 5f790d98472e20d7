using System.Text.Json.Serialization;
using Technic.Core.Provider.Synthetic;
using Technic.Grains;
using Technic.Polygon;

namespace Technic.Silo.Settings;

/// <summary>The price source of a silo. Use the same settings for all silos of a cluster.</summary>
internal sealed record SourceSettings
{
    /// <summary>
    /// <c>Technic:Source</c>: polygon, synthetic or csv. Default: csv with a <see cref="Csv"/>, polygon with a <see cref="PolygonUrl"/> or
    /// an API key, otherwise synthetic.
    /// </summary>
    public required SourceKind Kind { get; init; }

    /// <summary><c>Technic:PolygonUrl</c>: the URL of the REST API. Default: https://api.polygon.io. Other URLs need no API key.</summary>
    public Uri? PolygonUrl { get; init; }

    /// <summary>The environment variable <c>POLYGON_API_KEY</c>: a secret that is never logged.</summary>
    [JsonIgnore]
    public string? PolygonKey { get; init; }

    /// <summary>
    /// <c>Technic:Rate</c>: the maximum requests per minute to Polygon, for the whole cluster: 1 … 60,000, 0 for no limit. Default: 5,
    /// the limit of the free plan.
    /// </summary>
    public int Rate { get; init; } = FreePlan;

    /// <summary><c>Technic:Seed</c>: the seed of the synthetic market. Default: 42.</summary>
    public int Seed { get; init; } = SyntheticMarket.DefaultSeed;

    /// <summary><c>Technic:SyntheticSymbols</c>: the number of symbols in the synthetic market, 1 … 1,000,000. Default: 5,000.</summary>
    public int SyntheticSymbols { get; init; } = SyntheticMarket.DefaultSymbols;

    /// <summary><c>Technic:Csv</c>: a CSV file of bars, <c>symbol,date,open,high,low,close,volume</c>, plain or gzip.</summary>
    public string? Csv { get; init; }

    /// <summary><c>Technic:Splits</c>: a CSV file of splits for these bars, <c>symbol,execution_date,ratio</c>.</summary>
    public string? Splits { get; init; }

    private const int FreePlan = 5;

    /// <summary>The options of the Polygon client.</summary>
    public PolygonOptions Polygon
    {
        get
        {
            var options = new PolygonOptions { ApiKey = PolygonKey, RequestsPerMinute = Rate == 0 ? null : Rate };
            return PolygonUrl is null ? options : options with { BaseAddress = PolygonUrl };
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ClusterSettingsException">Invalid or conflicting values.</exception>
    public static SourceSettings Read(SettingsReader section, string? polygonKey)
    {
        var (url, csv, splits) = (section.Text("PolygonUrl"), section.Text("Csv"), section.Text("Splits"));
        var settings = new SourceSettings
        {
            Kind = section.Choice<SourceKind>("Source")
                ?? (csv is not null ? SourceKind.Csv : url is not null || !string.IsNullOrWhiteSpace(polygonKey)
                    ? SourceKind.Polygon : SourceKind.Synthetic),
            PolygonUrl = url is null ? null : Address(url),
            PolygonKey = polygonKey,
            Rate = (int)section.Integer("Rate", FreePlan, 0, PolygonOptions.MaxRequestsPerMinute),
            Seed = (int)section.Integer("Seed", SyntheticMarket.DefaultSeed, int.MinValue, int.MaxValue),
            SyntheticSymbols = (int)section.Integer("SyntheticSymbols", SyntheticMarket.DefaultSymbols, 1, SyntheticMarket.MaxSymbols),
            Csv = csv,
            Splits = splits,
        };
        if (settings.Validate() is { } error) throw new ClusterSettingsException(error);
        return settings;
    }

    /// <summary>Returns the kind. The default ToString of a record would contain the API key.</summary>
    public override string ToString() => Kind.ToString().ToLowerInvariant();

    private string? Validate() => this switch
    {
        { Kind: SourceKind.Csv, Csv: null } => "Technic:Source=csv requires Technic:Csv.",
        { Kind: not SourceKind.Csv, Csv: not null } => $"Technic:Csv cannot be combined with Technic:Source={this}.",
        { Csv: null, Splits: not null } => "Technic:Splits requires Technic:Csv.",
        { Kind: not SourceKind.Polygon, PolygonUrl: not null } => $"Technic:PolygonUrl cannot be combined with Technic:Source={this}.",
        { Kind: SourceKind.Polygon } => Polygon.Validate() is [var error, ..] ? error : null,
        _ => null,
    };

    // The message does not repeat the URL: it can contain a password.
    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        ? address
        : throw new ClusterSettingsException("Technic:PolygonUrl must be a URL that begins with https:// or http://.");
}

/// <summary>The kinds of price sources.</summary>
internal enum SourceKind
{
    Polygon,
    Synthetic,
    Csv,
}
