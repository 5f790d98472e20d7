using System.Globalization;
using System.Text.Json.Serialization;

namespace Technic.Polygon;

/// <summary>The options of the Polygon client (since October 2025: Massive). Every duration is wall-clock time.</summary>
public sealed record PolygonOptions
{
    /// <summary>The environment variable of the key.</summary>
    public const string KeyVariable = "POLYGON_API_KEY";

    /// <summary>The maximum of <see cref="RequestsPerMinute"/>.</summary>
    public const int MaxRequestsPerMinute = 60_000;

    private static readonly string[] VendorHosts = ["api.polygon.io", "api.massive.com"];

    /// <summary>
    /// The address of the REST API: http or https, without user, query or fragment. Default <c>https://api.polygon.io</c>.
    /// </summary>
    public Uri BaseAddress { get; init; } = new("https://api.polygon.io");

    /// <summary>The key, sent only as a bearer token. Default none, which the vendor's own addresses do not accept.</summary>
    [JsonIgnore]
    public string? ApiKey
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>The quota in requests a minute: 1 … 60,000, or <c>null</c> for none. Default 5, the free plan's.</summary>
    public int? RequestsPerMinute { get; init; } = 5;

    /// <summary>The time limit of one attempt, including its whole body. Default 20 seconds; 10 milliseconds … 10 minutes.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The time limit of one request with its retries and the pauses between them, without waits for the quota and waits that a 429
    /// requests. Default 60 seconds; <see cref="AttemptTimeout"/> … 1 hour.
    /// </summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum number of retries of a failed request. Default 3; 0 … 10.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The pause before the first retry, doubled for each further one, ±50 % at random. Default 0.5 s; 1 ms … 1 min.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The same after a 429 without a wait. Default 8 s, in total about a minute; 1 ms … 10 min.</summary>
    public TimeSpan RateLimitDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest accepted wait that a response may request; a longer one is an error. Default 2 min; 0 … 1 h.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The maximum number of pages of a response. Default 200; 1 … 10,000.</summary>
    public int MaxPages { get; init; } = 200;

    /// <summary>The largest body accepted, in bytes after decompression. Default 64 MiB; 1 KiB … 1 GiB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>The maximum number of open connections. Default 16; 1 … 1,000.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>The share of failed attempts at which the circuit breaker opens. Default 0.5; above 0 … 1.</summary>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <summary>The minimum number of attempts in a <see cref="BreakerWindow"/> before they are judged. Default 10; 2 … 10,000.</summary>
    public int BreakerMinimumAttempts { get; init; } = 10;

    /// <summary>
    /// The time over which attempts are judged. Default 30 seconds; 0.5 seconds … 1 hour. When the quota allows fewer than twice
    /// <see cref="BreakerMinimumAttempts"/> in it, it is extended to the time that those take.
    /// </summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no request is sent after the breaker opened or the key was refused. Default 15 s; 0.5 s … 1 h.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether the address is the vendor's own, under the old name or the new one.</summary>
    public bool IsVendor => IsVendorHost(BaseAddress.IdnHost);

    /// <summary>
    /// The source's name: <c>polygon</c>, or <c>polygon@host</c> for another address, without the port, which may change.
    /// </summary>
    public string SourceName => IsVendor ? "polygon" : $"polygon@{BaseAddress.IdnHost}";

    /// <summary>The errors in the options, one sentence each; empty when they are valid.</summary>
    public IReadOnlyList<string> Validate() => [.. Complaints()];

    /// <summary>Address and quota; never the key.</summary>
    public override string ToString() => $"{DisplayAddress}, {QuotaText}";

    internal static bool IsVendorHost(string host) => VendorHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    internal string DisplayAddress =>
        BaseAddress.IsAbsoluteUri ? BaseAddress.GetLeftPart(UriPartial.Path).TrimEnd('/') : BaseAddress.ToString();

    internal string QuotaText => RequestsPerMinute switch
    {
        null => "no request limit",
        1 => "1 request a minute",
        var n => $"{n} requests a minute",
    };

    private IEnumerable<string> Complaints()
    {
        foreach (var complaint in AddressComplaints()) yield return complaint;
        foreach (var complaint in KeyComplaints()) yield return complaint;
        if (RequestsPerMinute is < 1 or > MaxRequestsPerMinute)
            yield return $"The quota must be 1 to {MaxRequestsPerMinute} requests a minute, or unlimited; it is {RequestsPerMinute}.";

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
            // Without the address itself: an invalid one may contain a password.
            yield return "The address of Polygon must begin with https:// or http://.";
            yield break;
        }
        if (BaseAddress.UserInfo.Length > 0 || BaseAddress.Query.Length > 0 || BaseAddress.Fragment.Length > 0)
            yield return $"The address of Polygon at {BaseAddress.IdnHost} must not contain a user, query or fragment.";
        if (IsVendor && BaseAddress.Scheme != Uri.UriSchemeHttps)
            yield return $"The address of Polygon must be https://{BaseAddress.IdnHost}, so that the key is encrypted.";
    }

    private IEnumerable<string> KeyComplaints()
    {
        if (ApiKey is null && BaseAddress.IsAbsoluteUri && IsVendor)
            yield return $"Polygon needs an API key: set {KeyVariable}, or pass the key in code.";
        if (ApiKey is not null && ApiKey.Any(c => c is <= ' ' or > '~'))
            yield return $"The API key of Polygon ({KeyVariable}) contains an invalid character: check for spaces, quotes and line ends.";
    }

    private static string? OutOfRange<T>(string name, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name} must be between {least} and {most}; it is {value}.");
}
