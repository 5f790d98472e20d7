using System.Collections.Immutable;

namespace Technic.Core.Market;

/// <summary>A ticker under which a security trades from a day on, until the next period begins.</summary>
/// <param name="Ticker">The ticker.</param>
/// <param name="From">The first day (New York date).</param>
public readonly record struct TickerPeriod(Symbol Ticker, DateOnly From);

/// <summary>What a provider says of the tickers of the security that a ticker stands for.</summary>
/// <param name="Symbol">The ticker that it was asked about.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Periods">The security's tickers by day, the first from its listing on; empty when the provider says nothing of it.</param>
public sealed record TickerEvents(Symbol Symbol, DateTimeOffset AskedAt, ImmutableArray<TickerPeriod> Periods)
{
    /// <summary>The events with their periods in order; repeated ones count once.</summary>
    public static TickerEvents Of(Symbol symbol, DateTimeOffset askedAt, IEnumerable<TickerPeriod> periods)
    {
        var ordered = new List<TickerPeriod>();
        foreach (var period in periods.OrderBy(period => period.From))
        {
            if (ordered.Count > 0 && ordered[^1].From == period.From) ordered[^1] = period;
            else if (ordered.Count == 0 || ordered[^1].Ticker != period.Ticker) ordered.Add(period);
        }
        return new TickerEvents(symbol, askedAt, [.. ordered]);
    }

    /// <summary>Whether another answer says the same, at the same time.</summary>
    public bool IsSameAs(TickerEvents other) =>
        Symbol == other.Symbol && AskedAt == other.AskedAt && Periods.AsSpan().SequenceEqual(other.Periods.AsSpan());

    /// <summary>The security's ticker on a day; <c>null</c> before its listing.</summary>
    public Symbol? TickerOn(DateOnly day)
    {
        for (var i = Periods.Length - 1; i >= 0; i--)
        {
            if (Periods[i].From <= day) return Periods[i].Ticker;
        }
        return null;
    }
}
