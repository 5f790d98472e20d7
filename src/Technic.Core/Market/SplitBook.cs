using System.Collections.Immutable;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market;

/// <summary>
/// The known splits of the market; immutable. A split that the provider withdraws stays with the ratio 1, so that histories adjusted for it
/// are known to be wrong. Repeated and contradictory records are all kept, and one event counts once (<see cref="SplitEvent"/>).
/// </summary>
public sealed class SplitBook : IBook<SplitBook>
{
    /// <summary>Before the first request.</summary>
    public static SplitBook Empty { get; } = new(DateOnly.MaxValue, DateTimeOffset.MinValue, []);

    /// <summary>Records within this number of days around a changed record may belong to the same event.</summary>
    private const int ReopenedDays = 14;

    private static readonly KnownSplit[] None = [];

    private readonly Dictionary<Symbol, KnownSplit[]> _bySymbol;
    private readonly Dictionary<Symbol, KnownSplit[]> _inEffect;

    /// <param name="from">The first requested execution date.</param>
    /// <param name="checkedAt">The time of the last request; all splits executed by then are known.</param>
    /// <param name="splits">The records; at most one for each symbol, day and ratio.</param>
    public SplitBook(DateOnly from, DateTimeOffset checkedAt, ImmutableArray<KnownSplit> splits)
    {
        From = from;
        CheckedAt = checkedAt;
        Splits = splits;
        _bySymbol = splits.GroupBy(known => known.Split.Symbol)
            .ToDictionary(group => group.Key, group => group.OrderBy(known => known.Split.ExecutionDate).ToArray());
        var several = _bySymbol.Where(records => records.Value.Length > 1)
            .Select(records => (records.Key, Events: SplitEvent.Of(records.Value).ToArray()))
            .ToArray();
        Disputed = [.. several.SelectMany(symbol => symbol.Events.Where(record => record.IsDisputed))];
        _inEffect = several.ToDictionary(symbol => symbol.Key, symbol => symbol.Events.SelectMany(record => record.InEffect).ToArray());
    }

    private SplitBook(SplitBook other, TickerBook tickers)
    {
        (From, CheckedAt, Splits, Disputed, Tickers) = (other.From, other.CheckedAt, other.Splits, other.Disputed, tickers);
        (_bySymbol, _inEffect) = (other._bySymbol, other._inEffect);
    }

    /// <summary>
    /// The tickers of securities, by which splits of one company are kept apart from those of another with the same ticker.
    /// </summary>
    public TickerBook Tickers { get; } = TickerBook.Empty;

    /// <summary>The first covered execution date (New York date); all later ones are covered up to <see cref="CheckedAt"/>.</summary>
    public DateOnly From { get; }

    /// <summary>The time of the last request.</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>All records.</summary>
    public ImmutableArray<KnownSplit> Splits { get; }

    /// <summary>Events with several records that the prices have not decided.</summary>
    public ImmutableArray<SplitEvent> Disputed { get; }

    /// <summary>The effective splits, by date.</summary>
    public IEnumerable<Split> InEffect => _bySymbol.Keys.SelectMany(Of).Select(known => known.Split).Where(split => split.Ratio != 1)
        .OrderBy(split => split.ExecutionDate).ThenBy(split => split.Symbol);

    /// <summary>The same splits with the tickers of securities.</summary>
    public SplitBook With(TickerBook tickers) => ReferenceEquals(tickers, Tickers) ? this : new SplitBook(this, tickers);

    /// <summary>The effective splits of a security, across its tickers.</summary>
    public IReadOnlyList<KnownSplit> Of(Security security) => security.Actions(Of, known => known.Split.ExecutionDate);

    /// <summary>The effective splits of the security that has a ticker on a day.</summary>
    public IReadOnlyList<KnownSplit> Of(Symbol symbol, DateOnly asOf) => Of(Tickers.Of(symbol, asOf));

    /// <summary>The effective splits that are listed under a ticker, by date.</summary>
    public IReadOnlyList<KnownSplit> Of(Symbol symbol) => _inEffect.GetValueOrDefault(symbol) ?? _bySymbol.GetValueOrDefault(symbol, None);

    /// <summary>The records of a wrong clock are kept, but all of them are requested again.</summary>
    public SplitBook Unchecked() => new(DateOnly.MaxValue, DateTimeOffset.MinValue, Splits);

    /// <summary>A copy of the same check that was stored before the prices decided is not newer.</summary>
    public bool Supersedes(SplitBook other) => CheckedAt > other.CheckedAt || Disputed.IsEmpty || !other.Disputed.IsEmpty;

    /// <summary>The book after another request.</summary>
    /// <param name="answer">The listed splits; equal records count once.</param>
    /// <param name="from">The first requested execution date.</param>
    /// <param name="to">The last requested execution date.</param>
    /// <param name="at">The time of the request.</param>
    public SplitBook With(IReadOnlyList<Split> answer, DateOnly from, DateOnly to, DateTimeOffset at)
    {
        var listed = answer.GroupBy(PlaceOf)
            .ToDictionary(place => place.Key, place => place.Select(split => split.Ratio).Distinct().ToArray());
        var known = Splits.ToLookup(record => PlaceOf(record.Split));
        var changed = new HashSet<(Symbol Symbol, DateOnly Day)>();
        var records = new List<KnownSplit>(Splits.Length + answer.Count);
        foreach (var place in known)
        {
            if (!listed.TryGetValue(place.Key, out var ratios))
                records.AddRange(place.Select(record => Unlisted(record, answer.Count, from, to, at)));
            else if (!place.Select(record => record.Split.Ratio).ToHashSet().SetEquals(ratios)) changed.Add(place.Key);
        }
        foreach (var (place, ratios) in listed)
        {
            var before = known[place].Select(record => record.Split.Ratio).ToHashSet();
            if (before.Count > 0 && !before.SetEquals(ratios)) changed.Add(place);
            else if (before.Count == 0 && _bySymbol.ContainsKey(place.Symbol)) changed.Add(place);
            foreach (var ratio in ratios)
            {
                var same = known[place].Where(record => record.Split.Ratio == ratio).ToArray();
                var isKept = same.Length > 0 && before.Count <= ratios.Length;
                records.Add(isKept ? same[0] : new KnownSplit(new Split(place.Symbol, place.Day, ratio), at));
            }
        }
        // The prices decided between the former records, so changed events are undecided again.
        var reopened = changed.ToLookup(place => place.Symbol, place => place.Day.DayNumber);
        bool IsReopened(KnownSplit record) =>
            reopened[record.Split.Symbol].Any(day => Math.Abs(day - record.Split.ExecutionDate.DayNumber) <= ReopenedDays);
        var open = records.Select(record => IsReopened(record) ? record with { Standing = SplitStanding.Open } : record);
        return new SplitBook(from < From ? from : From, at > CheckedAt ? at : CheckedAt, Sorted(open));
    }

    /// <summary>The book after prices have decided events.</summary>
    /// <param name="decided">The records of each event with their standing.</param>
    public SplitBook WithDecided(IEnumerable<IReadOnlyList<KnownSplit>> decided)
    {
        var standings = decided.SelectMany(records => records).ToDictionary(record => record.Split);
        // Copies fetched before the last check may be adjusted with another record; those built after it are not outdated.
        return new SplitBook(From, CheckedAt, [.. Splits.Select(record =>
            standings.TryGetValue(record.Split, out var standing) ? standing with { LearnedAt = CheckedAt } : record)]).With(Tickers);
    }

    /// <summary>The state of a record that a response does not list.</summary>
    private static KnownSplit Unlisted(KnownSplit record, int listed, DateOnly from, DateOnly to, DateTimeOffset at)
    {
        // A response without any split is more likely a provider error than the withdrawal of all splits.
        var isWithdrawn = listed > 0 && record.Split.Ratio != 1 && record.Split.ExecutionDate >= from && record.Split.ExecutionDate <= to;
        return isWithdrawn ? new KnownSplit(record.Split with { Ratio = 1 }, at) : record;
    }

    private static (Symbol Symbol, DateOnly Day) PlaceOf(Split split) => (split.Symbol, split.ExecutionDate);

    private static ImmutableArray<KnownSplit> Sorted(IEnumerable<KnownSplit> records) =>
        [.. records.DistinctBy(record => record.Split).OrderBy(record => record.Split.ExecutionDate).ThenBy(record => record.Split.Symbol)];

    /// <summary>The book with the complete imported splits of a span of days. Known records are unchanged.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="from">The first covered execution date.</param>
    /// <param name="until">The instant up to which they are complete; also the time at which they count as learned.</param>
    public SplitBook WithImported(IReadOnlyList<Split> splits, DateOnly from, DateTimeOffset until)
    {
        var known = Splits.Select(record => PlaceOf(record.Split)).ToHashSet();
        var added = splits.Where(split => !known.Contains(PlaceOf(split))).Select(split => new KnownSplit(split, until));
        var sorted = Sorted(Splits.Concat(added));

        // Two spans with a gap between them are not one span: the later one is kept, and the other is requested again.
        if (From == DateOnly.MaxValue || NewYork.Date(CheckedAt).AddDays(1) < from) return new SplitBook(from, until, sorted);
        var first = from < From && NewYork.Date(until).AddDays(1) >= From ? from : From;
        return new SplitBook(first, until > CheckedAt ? until : CheckedAt, sorted);
    }

    /// <summary>Whether a split of a symbol, executed after one day and up to another, became known after an instant.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="symbol">The ticker.</param>
    /// <param name="after">The day before the first execution date (New York date).</param>
    /// <param name="to">The last execution date.</param>
    public bool LearnedSince(DateTimeOffset instant, Symbol symbol, DateOnly after, DateOnly to) =>
        _bySymbol.TryGetValue(symbol, out var splits) && Array.Exists(splits, known =>
            known.LearnedAt > instant && known.Split.ExecutionDate > after && known.Split.ExecutionDate <= to);
}

/// <summary>Provides the known splits of the market. A lookup takes one snapshot and uses it throughout.</summary>
public interface ISplits
{
    /// <summary>The splits known at present.</summary>
    SplitBook Splits { get; }
}
