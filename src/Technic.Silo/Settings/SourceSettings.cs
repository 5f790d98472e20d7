using System.Text.Json.Serialization;
using Technic.Core.Provider.Synthetic;
using Technic.Grains;
using Technic.Polygon;

namespace Technic.Silo.Settings;

/// <summary>Where a silo's prices come from. All silos of a cluster are told the same.</summary>
internal sealed record SourceSettings
{
    /// <summary>
    /// <c>Technic:Source</c>: polygon, synthetic or csv. Unless told: csv with a <see cref="Csv"/>, polygon with a <see cref="PolygonUrl"/> or a key, else synthetic.
    /// </summary>
    public required SourceKind Kind { get; init; }

    /// <summary><c>Technic:PolygonUrl</c>: where Polygon's REST API is; https://api.polygon.io unless told. Another address needs no key.</summary>
    public Uri? PolygonUrl { get; init; }

    /// <summary>The environment's <c>POLYGON_API_KEY</c>: a secret, shown to nobody.</summary>
    [JsonIgnore]
    public string? PolygonKey { get; init; }

    /// <summary><c>Technic:Rate</c>: the most requests a minute to Polygon, of the whole cluster together: 1 … 60,000, 0 for no limit; 5 unless told, the free plan's.</summary>
    public int Rate { get; init; } = FreePlan;

    /// <summary><c>Technic:Seed</c>: which synthetic market; 42 unless told.</summary>
    public int Seed { get; init; } = SyntheticMarket.DefaultSeed;

    /// <summary><c>Technic:SyntheticSymbols</c>: how many stocks it lists, 1 … 1,000,000; 5,000 unless told.</summary>
    public int SyntheticSymbols { get; init; } = SyntheticMarket.DefaultSymbols;

    /// <summary><c>Technic:Csv</c>: a file of bars, <c>symbol,date,open,high,low,close,volume</c>, plain or gzip.</summary>
    public string? Csv { get; init; }

    /// <summary><c>Technic:Splits</c>: a file of splits to adjust those bars for, <c>symbol,execution_date,ratio</c>.</summary>
    public string? Splits { get; init; }

    private const int FreePlan = 5;

    /// <summary>What Polygon's client is told.</summary>
    public PolygonOptions Polygon
    {
        get
        {
            var options = new PolygonOptions { ApiKey = PolygonKey, RequestsPerMinute = Rate == 0 ? null : Rate };
            return PolygonUrl is null ? options : options with { BaseAddress = PolygonUrl };
        }
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ClusterSettingsException">A value cannot be used, or values contradict each other.</exception>
    public static SourceSettings Read(SettingsReader section, string? polygonKey)
    {
        var (url, csv, splits) = (section.Text("PolygonUrl"), section.Text("Csv"), section.Text("Splits"));
        var settings = new SourceSettings
        {
            Kind = section.Word<SourceKind>("Source")
                ?? (csv is not null ? SourceKind.Csv : url is not null || !string.IsNullOrWhiteSpace(polygonKey) ? SourceKind.Polygon : SourceKind.Synthetic),
            PolygonUrl = url is null ? null : Address(url),
            PolygonKey = polygonKey,
            Rate = (int)section.Whole("Rate", FreePlan, 0, PolygonOptions.MaxRequestsPerMinute),
            Seed = (int)section.Whole("Seed", SyntheticMarket.DefaultSeed, int.MinValue, int.MaxValue),
            SyntheticSymbols = (int)section.Whole("SyntheticSymbols", SyntheticMarket.DefaultSymbols, 1, SyntheticMarket.MaxSymbols),
            Csv = csv,
            Splits = splits,
        };
        if (settings.Complaint() is { } complaint) throw new ClusterSettingsException(complaint);
        return settings;
    }

    /// <summary>The source alone; a record's own text would hold the key.</summary>
    public override string ToString() => Kind.ToString().ToLowerInvariant();

    private string? Complaint() => this switch
    {
        { Kind: SourceKind.Csv, Csv: null } => "Technic:Source is csv: it needs a file, Technic:Csv.",
        { Kind: not SourceKind.Csv, Csv: not null } => $"Technic:Csv belongs to the source csv, and Technic:Source is {this}.",
        { Csv: null, Splits: not null } => "Technic:Splits adjusts the bars of a CSV file, so it needs Technic:Csv.",
        { Kind: not SourceKind.Polygon, PolygonUrl: not null } => $"Technic:PolygonUrl belongs to the source polygon, and Technic:Source is {this}.",
        { Kind: SourceKind.Polygon } => Polygon.Validate() is [var complaint, ..] ? complaint : null,
        _ => null,
    };

    // The text is not repeated: an address may hold a password.
    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        ? address
        : throw new ClusterSettingsException("Technic:PolygonUrl is no address: it must begin with https:// or http://.");
}
