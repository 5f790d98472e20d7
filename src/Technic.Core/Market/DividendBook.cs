using System.Collections.Immutable;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market;

/// <summary>The market's dividends as far as they are known; immutable.</summary>
public sealed class DividendBook : IBook<DividendBook>
{
    /// <summary>Nothing was asked yet.</summary>
    public static DividendBook Empty { get; } = new(DateOnly.MaxValue, DateTimeOffset.MinValue, []);

    private static readonly Dividend[] None = [];

    private readonly Dictionary<Symbol, Dividend[]> _bySymbol;

    /// <param name="from">The first ex-date that was asked for.</param>
    /// <param name="checkedAt">When the provider was last asked; every dividend with an ex-date until then is known.</param>
    /// <param name="dividends">The dividends.</param>
    public DividendBook(DateOnly from, DateTimeOffset checkedAt, ImmutableArray<Dividend> dividends)
    {
        (From, CheckedAt, Dividends) = (from, checkedAt, dividends);
        _bySymbol = dividends.GroupBy(dividend => dividend.Symbol)
            .ToDictionary(group => group.Key, group => Once(group.OrderBy(dividend => dividend.ExDate)));
    }

    /// <summary>The first ex-date that is covered (New York date); every later one is, up to <see cref="CheckedAt"/>.</summary>
    public DateOnly From { get; }

    /// <summary>When the provider was last asked.</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>Every record.</summary>
    public ImmutableArray<Dividend> Dividends { get; }

    /// <summary>The dividends of a symbol, by ex-date; equal amounts on adjacent sessions are one.</summary>
    public IReadOnlyList<Dividend> Of(Symbol symbol) => _bySymbol.GetValueOrDefault(symbol, None);

    /// <summary>The dividends of a security, across its tickers.</summary>
    public IReadOnlyList<Dividend> Of(Security security) => security.Actions(Of, dividend => dividend.ExDate);

    /// <summary>The book after the provider was asked again; within the days it was asked for, its answer replaces what was known.</summary>
    /// <param name="answer">What it listed.</param>
    /// <param name="from">The first ex-date it was asked for.</param>
    /// <param name="to">The last one.</param>
    /// <param name="at">When it was asked.</param>
    public DividendBook With(IReadOnlyList<Dividend> answer, DateOnly from, DateOnly to, DateTimeOffset at)
    {
        // An empty answer is more likely a provider's bad day than a market that took all of them back.
        var kept = answer.Count == 0 ? Dividends : Dividends.Where(dividend => dividend.ExDate < from || dividend.ExDate > to);
        var all = kept.Concat(answer).Distinct().OrderBy(dividend => dividend.ExDate).ThenBy(dividend => dividend.Symbol);
        return new DividendBook(from < From ? from : From, at > CheckedAt ? at : CheckedAt, [.. all]);
    }

    private static Dividend[] Once(IEnumerable<Dividend> byDate)
    {
        var once = new List<Dividend>();
        foreach (var dividend in byDate)
        {
            var repeated = once.FindIndex(known => known.Amount == dividend.Amount
                && ExchangeCalendar.Nyse.CountBetween(known.ExDate.AddDays(1), dividend.ExDate) <= 1);
            if (repeated >= 0) once[repeated] = dividend;
            else once.Add(dividend);
        }
        return [.. once];
    }
}
