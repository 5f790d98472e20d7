using System.Collections.Immutable;

namespace Technic.Core.Market;

/// <summary>The tickers of securities as far as they are known, by the ticker that the provider was asked about; immutable.</summary>
/// <param name="events">Of one symbol at most one.</param>
/// <param name="checkedAt">When the provider was last asked about any.</param>
public sealed class TickerBook(ImmutableArray<TickerEvents> events, DateTimeOffset checkedAt) : IBook<TickerBook>
{
    private readonly Dictionary<Symbol, TickerEvents> _bySymbol = events.ToDictionary(known => known.Symbol);

    /// <summary>Every security by each of its tickers.</summary>
    private readonly ILookup<Symbol, TickerEvents> _byTicker = events
        .SelectMany(known => known.Periods.Select(period => period.Ticker).Distinct().Select(ticker => (ticker, known)))
        .ToLookup(pair => pair.ticker, pair => pair.known);

    /// <summary>Nothing was asked yet.</summary>
    public static TickerBook Empty { get; } = new([], DateTimeOffset.MinValue);

    /// <summary>Every answer, by symbol.</summary>
    public ImmutableArray<TickerEvents> Events => events;

    /// <inheritdoc/>
    public DateTimeOffset CheckedAt => checkedAt;

    /// <summary>What the provider answered about a symbol; <c>null</c> when it was not asked.</summary>
    public TickerEvents? EventsOf(Symbol symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The security that a ticker stands for on a day.</summary>
    /// <param name="symbol">The ticker.</param>
    /// <param name="asOf">The day (New York date); later tickers of the security are not known then.</param>
    public Security Of(Symbol symbol, DateOnly asOf)
    {
        if (events.Length == 0) return Security.Unknown(symbol);
        var known = EventsOf(symbol) is { } own && own.TickerOn(asOf) == symbol
            ? own
            : _byTicker[symbol].FirstOrDefault(other => other.TickerOn(asOf) == symbol);
        return known is null
            ? Security.Unknown(symbol)
            : new Security(symbol, [.. known.Periods.Where(period => period.From <= asOf)], known.AskedAt);
    }

    /// <summary>Whether another book has the same answers.</summary>
    public bool HasSameEvents(TickerBook other) =>
        events.Length == other.Events.Length && events.Zip(other.Events).All(pair => pair.First.IsSameAs(pair.Second));

    /// <summary>The book after the provider was asked about a symbol again.</summary>
    public TickerBook With(TickerEvents answer) =>
        new([.. events.Where(known => known.Symbol != answer.Symbol).Append(answer).OrderBy(known => known.Symbol)],
            answer.AskedAt > checkedAt ? answer.AskedAt : checkedAt);
}
