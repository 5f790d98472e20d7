namespace Technic.Web;

/// <summary>What the server bears and how it speaks.</summary>
public sealed record TechnicWebOptions
{
    /// <summary>The most scans under way at a time, 1 or more; one more is answered with 429.</summary>
    public int ConcurrentScans { get; init; } = 8;

    /// <summary>The most symbols one scan may look up, 1 or more.</summary>
    public int SymbolsPerScan { get; init; } = 20_000;

    /// <summary>The longest request body, in bytes. The universe of a whole market with names takes 1.3 million.</summary>
    public int BodyBytes { get; init; } = 4 << 20;

    /// <summary>How long a stream of events may be silent, above 0 and at most 10 seconds; then a comment shows that it lives.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Host names that requests over the loopback interface may be for, beside <c>localhost</c> and its addresses: those of a proxy in front.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentScans, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SymbolsPerScan, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Heartbeat, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Heartbeat, TimeSpan.FromSeconds(10));
    }
}
