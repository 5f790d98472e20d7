using System.Globalization;
using System.Text.Json.Serialization;

namespace Technic.Polygon;

/// <summary>How Polygon (since October 2025: Massive) is asked. Every duration is wall-clock time.</summary>
public sealed record PolygonOptions
{
    /// <summary>The environment variable that holds the key.</summary>
    public const string KeyVariable = "POLYGON_API_KEY";

    /// <summary>The most requests a minute that can be set; more than that is no quota.</summary>
    public const int MaxRequestsPerMinute = 60_000;

    private static readonly string[] VendorHosts = ["api.polygon.io", "api.massive.com"];

    /// <summary>Where the REST API is: http or https, without user, query or fragment. Default <c>https://api.polygon.io</c>.</summary>
    public Uri BaseAddress { get; init; } = new("https://api.polygon.io");

    /// <summary>The key, sent as a bearer token and nowhere else. Default none, which the vendor's own addresses refuse.</summary>
    [JsonIgnore]
    public string? ApiKey
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>The quota in requests a minute: 1 … 60,000, or <c>null</c> for none. Default 5, the free plan's.</summary>
    public int? RequestsPerMinute { get; init; } = 5;

    /// <summary>The longest one attempt may take, its whole body included. Default 20 seconds; 10 milliseconds … 10 minutes.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The longest one request may take with its retries and the pauses between them; waiting for the quota is not counted, nor is a
    /// wait that a 429 asked for. Default 60 seconds; <see cref="AttemptTimeout"/> … 1 hour.
    /// </summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a failed request is sent again. Default 3; 0 … 10.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The pause before the first retry, doubled for each further one, ±50 % at random. Default 0.5 s; 1 ms … 1 min.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The same after a 429 that does not say how long to wait. Default 8 s, in all about a minute; 1 ms … 10 min.</summary>
    public TimeSpan RateLimitDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest wait that is obeyed when an answer asks for one; a longer one is an error. Default 2 min; 0 … 1 h.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The most pages one answer may have. Default 200; 1 … 10,000.</summary>
    public int MaxPages { get; init; } = 200;

    /// <summary>The largest body accepted, in bytes after decompression. Default 64 MiB; 1 KiB … 1 GiB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>The most connections that are open at once. Default 16; 1 … 1,000.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>The share of failed attempts at which the circuit breaker opens. Default 0.5; above 0 … 1.</summary>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <summary>How many attempts a <see cref="BreakerWindow"/> must have before they are judged. Default 10; 2 … 10,000.</summary>
    public int BreakerMinimumAttempts { get; init; } = 10;

    /// <summary>
    /// The time over which attempts are judged. Default 30 seconds; 0.5 seconds … 1 hour. A quota that allows fewer than twice
    /// <see cref="BreakerMinimumAttempts"/> in it makes it as long as those take.
    /// </summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing is asked once the breaker opened or the key was refused. Default 15 s; 0.5 s … 1 h.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether the address is the vendor's own, under the old name or the new one.</summary>
    public bool IsVendor => IsVendorHost(BaseAddress.IdnHost);

    /// <summary>The source's name: <c>polygon</c>, or <c>polygon@host</c> for another address, without its changeable port.</summary>
    public string SourceName => IsVendor ? "polygon" : $"polygon@{BaseAddress.IdnHost}";

    /// <summary>What is wrong with the settings, one sentence each; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate() => [.. Complaints()];

    /// <summary>Address and quota; never the key.</summary>
    public override string ToString() => $"{DisplayAddress}, {QuotaText}";

    internal static bool IsVendorHost(string host) => VendorHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    internal string DisplayAddress =>
        BaseAddress.IsAbsoluteUri ? BaseAddress.GetLeftPart(UriPartial.Path).TrimEnd('/') : BaseAddress.ToString();

    internal string QuotaText => RequestsPerMinute switch
    {
        null => "no request quota",
        1 => "1 request a minute",
        var n => $"{n} requests a minute",
    };

    private IEnumerable<string> Complaints()
    {
        foreach (var complaint in AddressComplaints()) yield return complaint;
        foreach (var complaint in KeyComplaints()) yield return complaint;
        if (RequestsPerMinute is < 1 or > MaxRequestsPerMinute)
            yield return $"{RequestsPerMinute} requests a minute: must be between 1 and {MaxRequestsPerMinute}, or no quota at all.";

        string?[] ranges =
        [
            OutOfRange(nameof(AttemptTimeout), AttemptTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            OutOfRange(nameof(TotalTimeout), TotalTimeout, AttemptTimeout, TimeSpan.FromHours(1)),
            OutOfRange(nameof(MaxRetries), MaxRetries, 0, 10),
            OutOfRange(nameof(RetryDelay), RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
            OutOfRange(nameof(RateLimitDelay), RateLimitDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
            OutOfRange(nameof(MaxRetryAfter), MaxRetryAfter, TimeSpan.Zero, TimeSpan.FromHours(1)),
            OutOfRange(nameof(MaxPages), MaxPages, 1, 10_000),
            OutOfRange(nameof(MaxAnswerBytes), MaxAnswerBytes, 1 << 10, 1 << 30),
            OutOfRange(nameof(MaxConnections), MaxConnections, 1, 1_000),
            OutOfRange(nameof(BreakerFailureRatio), BreakerFailureRatio, double.Epsilon, 1),
            OutOfRange(nameof(BreakerMinimumAttempts), BreakerMinimumAttempts, 2, 10_000),
            OutOfRange(nameof(BreakerWindow), BreakerWindow, TimeSpan.FromSeconds(0.5), TimeSpan.FromHours(1)),
            OutOfRange(nameof(BreakDuration), BreakDuration, TimeSpan.FromSeconds(0.5), TimeSpan.FromHours(1)),
        ];
        foreach (var complaint in ranges.OfType<string>()) yield return complaint;
    }

    private IEnumerable<string> AddressComplaints()
    {
        if (!BaseAddress.IsAbsoluteUri || (BaseAddress.Scheme != Uri.UriSchemeHttp && BaseAddress.Scheme != Uri.UriSchemeHttps))
        {
            // Not as it was written: what is no address may hold a password all the same.
            yield return "The address of Polygon must begin with https:// or http://.";
            yield break;
        }
        if (BaseAddress.UserInfo.Length > 0 || BaseAddress.Query.Length > 0 || BaseAddress.Fragment.Length > 0)
            yield return $"The address of Polygon at {BaseAddress.IdnHost} must hold no user, query or fragment.";
        if (IsVendor && BaseAddress.Scheme != Uri.UriSchemeHttps)
            yield return $"The address of Polygon must be https://{BaseAddress.IdnHost}, or the key would travel in the clear.";
    }

    private IEnumerable<string> KeyComplaints()
    {
        if (ApiKey is null && BaseAddress.IsAbsoluteUri && IsVendor)
            yield return $"Polygon needs an API key: set {KeyVariable}.";
        if (ApiKey is not null && ApiKey.Any(c => c is <= ' ' or > '~'))
            yield return $"The API key in {KeyVariable} holds a character that no key has: check it for spaces, quotes and line ends.";
    }

    private static string? OutOfRange<T>(string name, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name} {value} is out of range: {least} to {most} are possible.");
}
