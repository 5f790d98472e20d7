using System.Text.Json.Serialization;
using Technic.Cluster.Client;
using Technic.Core.Provider.Synthetic;
using Technic.Polygon;
using Technic.Sources.Alpaca;
using Technic.Sources.Tiingo;

namespace Technic.Silo.Settings;

/// <summary>The price source of a silo. Use the same settings for all silos of a cluster.</summary>
internal sealed record SourceSettings
{
    /// <summary>
    /// <c>Technic:Source</c>: polygon, synthetic, csv, stooq, alpaca or tiingo. Default: csv with a <see cref="Csv"/>, stooq with a
    /// <see cref="Stooq"/>, polygon with a <see cref="PolygonUrl"/> or an API key, otherwise synthetic on localhost. A cluster has no other
    /// default.
    /// </summary>
    public required SourceKind Kind { get; init; }

    /// <summary><c>Technic:PolygonUrl</c>: the URL of the REST API. Default: https://api.polygon.io. Other URLs need no API key.</summary>
    public Uri? PolygonUrl { get; init; }

    /// <summary>The environment variable <c>POLYGON_API_KEY</c>: a secret that is never logged.</summary>
    [JsonIgnore]
    public string? PolygonKey { get; init; }

    /// <summary>
    /// <c>Technic:Rate</c>: the maximum requests per minute to the provider, for the whole cluster: 1 … 60,000, 0 for no limit. Default:
    /// the limit of its free plan.
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

    /// <summary><c>Technic:Stooq</c>: a bulk file of Stooq, <c>d_us_txt.zip</c>.</summary>
    public string? Stooq { get; init; }

    /// <summary>The options of the Alpaca source: feed and API key (environment variables).</summary>
    [JsonIgnore]
    public AlpacaOptions Alpaca { get; init; } = new();

    /// <summary>The options of the Tiingo source: API key (environment variable).</summary>
    [JsonIgnore]
    public TiingoOptions Tiingo { get; init; } = new();

    /// <summary>Whether the source is a provider with a quota of requests, which all silos share.</summary>
    public bool HasQuota => Kind is SourceKind.Polygon or SourceKind.Alpaca or SourceKind.Tiingo;

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
    /// <param name="section">The settings.</param>
    /// <param name="variable">Reads a variable with an API key; <c>null</c> without one.</param>
    /// <param name="cluster">How the silo finds others. In a cluster a missing API key must not turn into synthetic prices.</param>
    /// <exception cref="ClusterSettingsException">Invalid, conflicting or missing values.</exception>
    public static SourceSettings Read(SettingsReader section, Func<string, string?> variable, ClusterKind cluster)
    {
        var (url, csv, splits) = (section.Text("PolygonUrl"), section.Text("Csv"), section.Text("Splits"));
        var (polygonKey, stooq) = (variable(PolygonOptions.KeyVariable), section.Text("Stooq"));
        var kind = section.Choice<SourceKind>("Source")
            ?? (csv is not null ? SourceKind.Csv
                : stooq is not null ? SourceKind.Stooq
                : url is not null || !string.IsNullOrWhiteSpace(polygonKey) ? SourceKind.Polygon
                : cluster == ClusterKind.Localhost ? SourceKind.Synthetic : throw NoSource());
        var rate = (int)section.Integer("Rate", FreePlanOf(kind), 0, PolygonOptions.MaxRequestsPerMinute);
        var settings = new SourceSettings
        {
            Kind = kind,
            PolygonUrl = url is null ? null : Address(url),
            PolygonKey = polygonKey,
            Rate = rate,
            Stooq = stooq,
            Alpaca = new AlpacaOptions
            {
                Key = variable(AlpacaOptions.KeyVariable), Secret = variable(AlpacaOptions.SecretVariable),
                Feed = section.Choice<AlpacaFeed>("AlpacaFeed") ?? AlpacaFeed.Iex, RequestsPerMinute = rate == 0 ? null : rate,
            },
            Tiingo = new TiingoOptions
            {
                Key = variable(TiingoOptions.KeyVariable), RequestsPerMinute = rate == 0 ? null : rate,
            },
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

    private static ClusterSettingsException NoSource() => new(
        "A cluster requires a price source: set POLYGON_API_KEY, Technic:PolygonUrl, Technic:Csv or Technic:Stooq, "
        + "or Technic:Source to alpaca, tiingo or synthetic.");

    private static int FreePlanOf(SourceKind kind) => kind switch
    {
        SourceKind.Alpaca => AlpacaOptions.FreePlan,
        SourceKind.Tiingo => TiingoOptions.FreePlan,
        _ => FreePlan,
    };

    private string? Validate() => this switch
    {
        { Kind: SourceKind.Stooq, Stooq: null } => "Technic:Source=stooq requires Technic:Stooq.",
        { Kind: not SourceKind.Stooq, Stooq: not null } => $"Technic:Stooq cannot be combined with Technic:Source={this}.",
        { Kind: SourceKind.Csv, Csv: null } => "Technic:Source=csv requires Technic:Csv.",
        { Kind: not SourceKind.Csv, Csv: not null } => $"Technic:Csv cannot be combined with Technic:Source={this}.",
        { Csv: null, Splits: not null } => "Technic:Splits requires Technic:Csv.",
        { Kind: not SourceKind.Polygon, PolygonUrl: not null } => $"Technic:PolygonUrl cannot be combined with Technic:Source={this}.",
        { Kind: SourceKind.Polygon } => Polygon.Validate() is [var error, ..] ? error : null,
        { Kind: SourceKind.Alpaca } => Alpaca.Validate() is [var error, ..] ? error : null,
        { Kind: SourceKind.Tiingo } => Tiingo.Validate() is [var error, ..] ? error : null,
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
    Stooq,
    Alpaca,
    Tiingo,
}
