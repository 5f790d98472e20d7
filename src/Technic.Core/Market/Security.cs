using System.Collections.Immutable;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market;

/// <summary>
/// One security across its tickers. Its bars are those of each ticker in that ticker's period: bars of another company that had the ticker
/// before are not among them. Ticker events are held against the prices: what the prices contradict is not believed.
/// </summary>
/// <param name="Symbol">Its ticker on the day it is looked at.</param>
/// <param name="Periods">Its tickers by day, the last one is <paramref name="Symbol"/>; empty when its ticker events are not known.</param>
/// <param name="LearnedAt">When the events were learned.</param>
public sealed record Security(Symbol Symbol, ImmutableArray<TickerPeriod> Periods, DateTimeOffset LearnedAt)
{
    /// <summary>
    /// So many days without a bar separate two companies while no ticker events say that they are one. Exchanges do not give a ticker away
    /// at once, and halts are rarely as long.
    /// </summary>
    public const int LongestPause = 60;

    /// <summary>A ticker's last bar and the next one's first are at most so many days apart.</summary>
    private const int LongestChange = 10;

    /// <summary>Bars that begin so many days after a window are late.</summary>
    private const int Late = 10;

    /// <summary>The security of a ticker without known events.</summary>
    public static Security Unknown(Symbol symbol) => new(symbol, [], DateTimeOffset.MinValue);

    /// <summary>Whether the provider has said which tickers it had.</summary>
    public bool IsKnown => Periods.Length > 0;

    /// <summary>Its first day under any ticker (New York date); <c>null</c> when that is not known.</summary>
    public DateOnly? ListedOn => IsKnown ? Periods[0].From : null;

    /// <summary>Whether a ticker of it begins after a day, so that what came before has another ticker or is of another company.</summary>
    public bool ChangesAfter(DateOnly day) => Periods.Any(period => period.From > day);

    /// <summary>The other tickers that it had in a window, and the days of the window that its periods under each lie in.</summary>
    public IEnumerable<(Symbol Ticker, DayRange Days)> Earlier(DayRange window)
    {
        if (Periods.Length < 2) return [];
        var spans = new Dictionary<Symbol, DayRange>();
        for (var i = 0; i < Periods.Length - 1; i++)
        {
            var (ticker, from, to) = (Periods[i].Ticker, Periods[i].From, Periods[i + 1].From.AddDays(-1));
            if (ticker == Symbol || to < window.From || from > window.To) continue;
            var first = spans.TryGetValue(ticker, out var known) ? known.From : from > window.From ? from : window.From;
            spans[ticker] = new DayRange(first, to < window.To ? to : window.To);
        }
        return spans.Select(span => (span.Key, span.Value));
    }

    /// <summary>
    /// Whether bars begin late in their window: a young company, or one whose earlier bars stand under another ticker or were another
    /// company's.
    /// </summary>
    public static bool IsLate(BarSeries bars, DateOnly from) => bars.Count > 0 && bars.Times[0].Date > from.AddDays(Late);

    /// <summary>Whether bars that were put together before the security was known can be others now.</summary>
    /// <param name="bars">The bars of its ticker in a window.</param>
    /// <param name="window">The window.</param>
    public bool Affects(BarSeries bars, DayRange window)
    {
        if (!IsKnown || bars.Count == 0) return false;
        var since = Periods[^1].From;
        return bars.Times[0].Date < since || Earlier(window).Any() || IsLate(bars, since > window.From ? since : window.From);
    }

    /// <summary>The bars after the last long pause: those before it are taken for another company's.</summary>
    public static BarSeries SinceLastPause(BarSeries bars) =>
        AfterLastPause(bars) is > 0 and var first ? bars.Slice(first, bars.Count - first) : bars;

    /// <summary>Joins the bars of its tickers.</summary>
    /// <param name="rawOf">The bars of a ticker as they were traded; of other tickers those of their periods suffice.</param>
    /// <param name="splitsOf">The splits of a ticker.</param>
    /// <returns>The bars, and the security as far as the prices do not contradict it.</returns>
    public (BarSeries Bars, Security Believed) Join(Func<Symbol, BarSeries> rawOf, Func<Symbol, IReadOnlyList<KnownSplit>> splitsOf)
    {
        var bars = rawOf(Symbol);
        if (!IsKnown) return (SinceLastPause(bars), this);
        for (var i = Periods.Length - 1; i >= 0; i--)
        {
            var change = Periods[i].From;
            var first = bars.IndexAtOrAfter(BarTime.OfDay(change));
            var ratio = RatioOn(change, i, splitsOf);
            // The ticker traded on before the change as if nothing had happened.
            if (first > 0 && first < bars.Count && Continues(bars[first - 1], bars[first], ratio))
                return (bars, Since(i, DateOnly.MinValue));
            bars = bars.Slice(first, bars.Count - first);
            if (i == 0) break;
            var earlier = rawOf(Periods[i - 1].Ticker).Between(DateOnly.MinValue, change.AddDays(-1));
            if (earlier.Count == 0) return (bars, Since(i, change));
            var fits = bars.Count == 0
                ? earlier.Times[^1].Date >= change.AddDays(-LongestChange)
                : Continues(earlier[^1], bars[0], ratio);
            if (!fits) return (bars, Since(i, change));
            bars = earlier.Append(bars);
        }
        return (bars, this);
    }

    /// <summary>Its corporate actions: those of each ticker in that ticker's period.</summary>
    /// <param name="of">The actions of a ticker.</param>
    /// <param name="dayOf">The day of an action.</param>
    public IReadOnlyList<T> Actions<T>(Func<Symbol, IReadOnlyList<T>> of, Func<T, DateOnly> dayOf)
    {
        if (Periods.Length < 2) return of(Symbol);
        var actions = new List<T>();
        for (var i = 0; i < Periods.Length; i++)
        {
            foreach (var action in of(Periods[i].Ticker))
            {
                var day = dayOf(action);
                // An action on the day of the change may be listed under either ticker, or under both.
                var isRepeated = i > 0 && day == Periods[i].From && actions.Exists(known => dayOf(known) == day);
                var isInPeriod = (i == 0 || day >= Periods[i].From) && (i == Periods.Length - 1 || day <= Periods[i + 1].From);
                if (isInPeriod && !isRepeated) actions.Add(action);
            }
        }
        return actions;
    }

    private Security Since(int period, DateOnly from) =>
        this with { Periods = Periods[period..].SetItem(0, Periods[period] with { From = from }) };

    private double RatioOn(DateOnly day, int period, Func<Symbol, IReadOnlyList<KnownSplit>> splitsOf)
    {
        var splits = splitsOf(Periods[period].Ticker).Where(known => known.Split.ExecutionDate == day).ToArray();
        if (splits.Length == 0 && period > 0)
            splits = [.. splitsOf(Periods[period - 1].Ticker).Where(known => known.Split.ExecutionDate == day)];
        return splits.Aggregate(1.0, (ratio, known) => ratio * known.Split.Ratio);
    }

    private static bool Continues(in Bar before, in Bar after, double ratio) =>
        after.Time.Date.DayNumber - before.Time.Date.DayNumber <= LongestChange && !PriceGap.IsJump(before.Close, after.Open * ratio);

    /// <summary>The index of the first bar after the last long pause; 0 without one.</summary>
    private static int AfterLastPause(BarSeries bars)
    {
        const int Pause = LongestPause * 24 * 60;
        var times = bars.Times;
        for (var i = times.Length - 1; i > 0; i--)
        {
            if (times[i].Minutes - times[i - 1].Minutes > Pause) return i;
        }
        return 0;
    }
}
