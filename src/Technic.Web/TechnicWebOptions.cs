using Technic.Core.Formulas.Library;
using Technic.Core.Scans;
using Technic.Web.Security;

namespace Technic.Web;

/// <summary>The limits and API keys of the web server.</summary>
public sealed record TechnicWebOptions
{
    /// <summary>
    /// The API keys; none by default. Without API keys every caller is the owner, and the server listens on loopback addresses only.
    /// </summary>
    public KeyRing Keys { get; init; } = KeyRing.None;

    /// <summary>
    /// The default rate limit per API key, in requests per second. It suffices for a page and a script.
    /// </summary>
    public const int DefaultRate = 100;

    /// <summary>
    /// Maximum requests per second per API key (of all callers on a server without API keys), with bursts of twice as many; 0 for no limit.
    /// </summary>
    public int RequestsPerSecond { get; init; }

    /// <summary>Maximum number of concurrent scans, 1 or more. Further requests get status 429.</summary>
    public int ConcurrentScans { get; init; } = 8;

    /// <summary>Maximum number of open event streams, 1 or more. Further requests get status 429.</summary>
    public int OpenStreams { get; init; } = 500;

    /// <summary>Maximum number of concurrent uploads, 1 or more. Further requests get status 429.</summary>
    public int OpenBodies { get; init; } = 64;

    /// <summary>Maximum number of connections, 1 or more. Further connections are closed.</summary>
    public int Connections { get; init; } = 5_000;

    /// <summary>Maximum number of kept scans, 1 or more. The oldest ended scans are removed first.</summary>
    public int KeptScans { get; init; } = 32;

    /// <summary>Maximum number of rows of all kept scans, 1 or more. The oldest ended scans are removed first.</summary>
    public int KeptRows { get; init; } = 100_000;

    /// <summary>How long an ended scan is kept, above 0.</summary>
    public TimeSpan ScanRetention { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Maximum number of symbols per scan, 1 or more.</summary>
    public int SymbolsPerScan { get; init; } = 20_000;

    /// <summary>Maximum size of a request body, in bytes. The universe of a whole market with names takes 1.3 million.</summary>
    public int BodyBytes { get; init; } = 4 << 20;

    /// <summary>The interval of keep-alive comments in an event stream, above 0 and at most 10 seconds.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Additional host names for requests over the loopback interface, e.g. those of a reverse proxy. <c>localhost</c> is always allowed.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>
    /// The origins of other web sites whose pages may use the API (CORS), e.g. <c>https://notebook.example.org</c>; none by default.
    /// </summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Named formulas for all requests; those of a request replace them.</summary>
    public FormulaDefinitions Formulas { get; init; } = FormulaDefinitions.None;

    /// <summary>
    /// The functions of formulas and the score of the engine in this process: by default the registered ones, and without these the
    /// built-in ones.
    /// </summary>
    public ScanMethods? Methods { get; init; }

    /// <summary>The functions and the score.</summary>
    internal ScanMethods MethodsOrBuiltIn => Methods ?? ScanMethods.BuiltIn;

    /// <summary>
    /// Whether requests of the Polygon-compatible API that Technic cannot answer are passed on to Polygon, if that is the price source.
    /// They use its API key and request quota. Off by default.
    /// </summary>
    public bool PassThrough { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(RequestsPerSecond);
        int[] counts = [ConcurrentScans, OpenStreams, OpenBodies, Connections, KeptScans, KeptRows, SymbolsPerScan, BodyBytes];
        foreach (var count in counts)
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ScanRetention, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Heartbeat, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Heartbeat, TimeSpan.FromSeconds(10));
    }
}
