using Technic.Web.Security;

namespace Technic.Web;

/// <summary>What the server bears, whom it serves and how it speaks.</summary>
public sealed record TechnicWebOptions
{
    /// <summary>
    /// The keys that callers need; without any, everybody who reaches the server is its owner, and it listens on this machine's own
    /// addresses only.
    /// </summary>
    public KeyRing Keys { get; init; } = KeyRing.None;

    /// <summary>
    /// What one key may ask a second, unless told; enough for a page and for a script, too little to keep others waiting.
    /// </summary>
    public const int DefaultRate = 100;

    /// <summary>
    /// The most requests a second of one key (of all callers together on a server without keys), twice as many at once; 0 for no limit.
    /// </summary>
    public int RequestsPerSecond { get; init; }

    /// <summary>The most scans under way at a time, 1 or more; one more is answered with 429.</summary>
    public int ConcurrentScans { get; init; } = 8;

    /// <summary>The most streams of events open at a time, 1 or more; one more is answered with 429.</summary>
    public int OpenStreams { get; init; } = 500;

    /// <summary>The most bodies being received at a time, 1 or more; one more is answered with 429.</summary>
    public int OpenBodies { get; init; } = 64;

    /// <summary>The most connections at a time, 1 or more; further ones are closed at once.</summary>
    public int Connections { get; init; } = 5_000;

    /// <summary>The most scans that are kept for those who come back for them, 1 or more; the oldest that have ended make room.</summary>
    public int KeptScans { get; init; } = 32;

    /// <summary>The most rows that all scans kept may hold, 1 or more; the oldest scans that have ended make room.</summary>
    public int KeptRows { get; init; } = 100_000;

    /// <summary>How long a scan is kept after its end, above 0.</summary>
    public TimeSpan ScanLife { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The most symbols one scan may look up, 1 or more.</summary>
    public int SymbolsPerScan { get; init; } = 20_000;

    /// <summary>The longest request body, in bytes. The universe of a whole market with names takes 1.3 million.</summary>
    public int BodyBytes { get; init; } = 4 << 20;

    /// <summary>How long a stream of events may be silent, above 0 and at most 10 seconds; then a comment shows that it lives.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Host names that requests over the loopback interface may be for, beside <c>localhost</c> and its addresses: those of a proxy in
    /// front.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(RequestsPerSecond);
        foreach (var count in (ReadOnlySpan<int>)[ConcurrentScans, OpenStreams, OpenBodies, Connections, KeptScans, KeptRows, SymbolsPerScan, BodyBytes])
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ScanLife, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Heartbeat, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Heartbeat, TimeSpan.FromSeconds(10));
    }
}
