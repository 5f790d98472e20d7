using System.Collections.Immutable;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market;

/// <summary>The known dividends of the market; immutable.</summary>
public sealed class DividendBook : IBook<DividendBook>
{
    /// <summary>Before the first request.</summary>
    public static DividendBook Empty { get; } = new(DateOnly.MaxValue, DateTimeOffset.MinValue, []);

    private static readonly Dividend[] None = [];

    private readonly Dictionary<Symbol, Dividend[]> _bySymbol;

    /// <param name="from">The first requested ex-date.</param>
    /// <param name="checkedAt">The time of the last request; all dividends with an ex-date up to it are known.</param>
    /// <param name="dividends">The dividends.</param>
    public DividendBook(DateOnly from, DateTimeOffset checkedAt, ImmutableArray<Dividend> dividends)
    {
        (From, CheckedAt, Dividends) = (from, checkedAt, dividends);
        _bySymbol = dividends.GroupBy(dividend => dividend.Symbol)
            .ToDictionary(group => group.Key, group => Once(group.OrderBy(dividend => dividend.ExDate)));
    }

    /// <summary>The first covered ex-date (New York date); all later ones are covered up to <see cref="CheckedAt"/>.</summary>
    public DateOnly From { get; }

    /// <summary>The time of the last request.</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>Every record.</summary>
    public ImmutableArray<Dividend> Dividends { get; }

    /// <summary>The dividends of a symbol, by ex-date; equal amounts on adjacent sessions are one.</summary>
    public IReadOnlyList<Dividend> Of(Symbol symbol) => _bySymbol.GetValueOrDefault(symbol, None);

    /// <summary>The dividends of a security, across its tickers.</summary>
    public IReadOnlyList<Dividend> Of(Security security) => security.Actions(Of, dividend => dividend.ExDate);

    /// <summary>The book after another request; within the requested days, the response replaces the known records.</summary>
    /// <param name="answer">The listed dividends.</param>
    /// <param name="from">The first requested ex-date.</param>
    /// <param name="to">The last requested ex-date.</param>
    /// <param name="at">The time of the request.</param>
    public DividendBook With(IReadOnlyList<Dividend> answer, DateOnly from, DateOnly to, DateTimeOffset at)
    {
        // An empty response is more likely a provider error than the withdrawal of all dividends.
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
