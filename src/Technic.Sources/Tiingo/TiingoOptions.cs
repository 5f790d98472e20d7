using System.Text.Json.Serialization;
using Technic.Sources.Rest;

namespace Technic.Sources.Tiingo;

/// <summary>The options of the Tiingo source.</summary>
public sealed record TiingoOptions
{
    /// <summary>The environment variable of the key.</summary>
    public const string KeyVariable = "TIINGO_API_KEY";

    /// <summary>The requests of the free plan in an hour, which are also the default quota of a minute.</summary>
    public const int FreePlan = 50;

    /// <summary>The source's name.</summary>
    public const string SourceName = "tiingo";

    /// <summary>The address of the REST API. Default <c>https://api.tiingo.com</c>.</summary>
    public Uri Address { get; init; } = new("https://api.tiingo.com");

    /// <summary>The list of all tickers: a zip file with one CSV file. No key is sent.</summary>
    public Uri TickersAddress { get; init; } = new("https://apimedia.tiingo.com/docs/tiingo/daily/supported_tickers.zip");

    /// <summary>The key; it is written to no log and no file.</summary>
    [JsonIgnore]
    public string? Key
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>The quota in requests a minute, 1 or more, or <c>null</c> for none.</summary>
    public int? RequestsPerMinute { get; init; } = FreePlan;

    /// <summary>
    /// The most requests in any hour, 1 or more, or <c>null</c> for no limit. By default 50, those of the free plan, with the default
    /// quota; with another quota none.
    /// </summary>
    public int? RequestsPerHour
    {
        get => field ?? (RequestsPerMinute == FreePlan ? FreePlan : null);
        init;
    }

    /// <summary>Timeouts and retries.</summary>
    public RestOptions Rest { get; init; } = new();

    /// <summary>The same options for a server with Tiingo's API and its list of tickers.</summary>
    public TiingoOptions At(Uri address) => this with
    {
        Address = address, TickersAddress = new Uri(address, "/docs/tiingo/daily/supported_tickers.zip"),
    };

    /// <summary>The errors in the options, one sentence each; empty when they are valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Key is null) errors.Add($"Tiingo needs an API key: set {KeyVariable}, or pass the key in code.");
        if (RequestsPerMinute is < 1) errors.Add("The quota must be at least 1 request a minute, or unlimited.");
        if (RequestsPerHour is < 1) errors.Add("The limit of requests an hour must be at least 1, or none.");
        return errors;
    }

    /// <summary>The address; never the key.</summary>
    public override string ToString() => Address.Authority;
}
