using System.Text.Json.Serialization;
using Technic.Sources.Rest;

namespace Technic.Sources.Alpaca;

/// <summary>The options of the Alpaca source.</summary>
public sealed record AlpacaOptions
{
    /// <summary>The environment variable of the key.</summary>
    public const string KeyVariable = "APCA_API_KEY_ID";

    /// <summary>The environment variable of the secret.</summary>
    public const string SecretVariable = "APCA_API_SECRET_KEY";

    /// <summary>The requests per minute of the free plan.</summary>
    public const int FreePlan = 200;

    /// <summary>The address of the market data API. Default <c>https://data.alpaca.markets</c>.</summary>
    public Uri DataAddress { get; init; } = new("https://data.alpaca.markets");

    /// <summary>
    /// The address of the trading API, which lists the symbols. Default <c>https://paper-api.alpaca.markets</c>; keys of a live account
    /// need <c>https://api.alpaca.markets</c>.
    /// </summary>
    public Uri TradingAddress { get; init; } = new("https://paper-api.alpaca.markets");

    /// <summary>The key; it is written to no log and no file.</summary>
    [JsonIgnore]
    public string? Key
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>The secret; it is written to no log and no file.</summary>
    [JsonIgnore]
    public string? Secret
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>The feed. Default <see cref="AlpacaFeed.Iex"/>, that of the free plan.</summary>
    public AlpacaFeed Feed { get; init; }

    /// <summary>The quota in requests a minute, 1 or more, or <c>null</c> for none. Default 200, the free plan's.</summary>
    public int? RequestsPerMinute { get; init; } = FreePlan;

    /// <summary>Timeouts and retries.</summary>
    public RestOptions Rest { get; init; } = new();

    /// <summary>The source's name: the prices of the feeds differ.</summary>
    public string SourceName => $"alpaca-{Feed.ToString().ToLowerInvariant()}";

    /// <summary>The errors in the options, one sentence each; empty when they are valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Key is null || Secret is null)
            errors.Add($"Alpaca needs an API key: set {KeyVariable} and {SecretVariable}, or pass them in code.");
        if (RequestsPerMinute is < 1) errors.Add("The quota must be at least 1 request a minute, or unlimited.");
        return errors;
    }

    /// <summary>Addresses and feed; never the key.</summary>
    public override string ToString() => $"{DataAddress.Authority}, feed {Feed.ToString().ToLowerInvariant()}";
}

/// <summary>The feeds of Alpaca's market data.</summary>
public enum AlpacaFeed
{
    /// <summary>Trades on one exchange, IEX: two to three percent of the volume. Free.</summary>
    Iex,

    /// <summary>Trades on all US exchanges. On the free plan without the last 15 minutes.</summary>
    Sip,
}
