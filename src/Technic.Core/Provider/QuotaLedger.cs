using System.Collections.Immutable;

namespace Technic.Core.Provider;

/// <summary>
/// The permits granted from a quota in the last minute, per second: small enough to be stored with every grant, so that a quota survives
/// its process. It never grants more than the quota in any rolling minute; a second counts until all of it is outside the minute.
/// </summary>
/// <param name="LastSecond">The second of the newest count, since 1970-01-01 UTC.</param>
/// <param name="Counts">Requests granted in the seconds up to <paramref name="LastSecond"/>, oldest first; at most
/// <see cref="Span"/>.</param>
/// <param name="PausedUntil">The end of a pause that the provider requested: no request before this instant.</param>
public sealed record QuotaLedger(long LastSecond, ImmutableArray<int> Counts, DateTimeOffset PausedUntil)
{
    /// <summary>A minute, and a second for requests that arrive later than they were granted.</summary>
    public const int Span = 61;

    /// <summary>Nothing was granted in the last minute.</summary>
    public static QuotaLedger Empty { get; } = new(0, [], DateTimeOffset.MinValue);

    /// <summary>A ledger for unknown grants: as if the quota of a whole minute had just been used.</summary>
    public static QuotaLedger Spent(DateTimeOffset now, int perMinute) =>
        new(now.ToUnixTimeSeconds(), [perMinute], DateTimeOffset.MinValue);

    /// <summary>Grants up to a number of requests now.</summary>
    /// <param name="wanted">The requested number, 1 or more.</param>
    /// <param name="perMinute">The quota.</param>
    /// <param name="now">The time.</param>
    /// <returns>The ledger after the grant, the granted number, and the time until the next grant when that is 0.</returns>
    public (QuotaLedger Ledger, int Granted, TimeSpan Wait) Grant(int wanted, int perMinute, DateTimeOffset now)
    {
        if (now < PausedUntil) return (this, 0, PausedUntil - now);
        var current = Until(now.ToUnixTimeSeconds());
        var granted = Math.Min(wanted, perMinute - current.Counts.Sum());
        return granted > 0
            ? (
                current with { Counts = current.Counts.SetItem(current.Counts.Length - 1, current.Counts[^1] + granted) }, granted,
                TimeSpan.Zero)
            : (current, 0, current.FirstLeaves() - now);
    }

    /// <summary>Grants nothing before the end of a pause; pauses overlap, they are not added.</summary>
    public QuotaLedger Pause(TimeSpan pause, DateTimeOffset now) =>
        now + pause > PausedUntil ? this with { PausedUntil = now + pause } : this;

    private QuotaLedger Until(long second)
    {
        if (second <= LastSecond && Counts.Length > 0) return this;
        var passed = (int)Math.Min(second - LastSecond, Span);
        var kept = Counts.Length == 0 ? [] : Counts.AsSpan()[Math.Max(0, Counts.Length + passed - Span)..];
        var zeros = Counts.Length == 0 ? 1 : passed;
        return this with { LastSecond = second, Counts = [.. kept, .. Enumerable.Repeat(0, zeros)] };
    }

    /// <summary>When the oldest second with a grant leaves the minute.</summary>
    private DateTimeOffset FirstLeaves()
    {
        var oldest = 0;
        while (Counts[oldest] == 0) oldest++;
        return DateTimeOffset.FromUnixTimeSeconds(LastSecond - (Counts.Length - 1 - oldest) + Span);
    }
}
