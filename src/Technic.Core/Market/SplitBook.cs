using System.Collections.Immutable;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market;

/// <summary>A split, and when the provider first told of it.</summary>
public readonly record struct KnownSplit(Split Split, DateTimeOffset LearnedAt);

/// <summary>
/// The market's splits as far as they are known, one a symbol and day; immutable. A split that the provider takes back stays as one with the ratio 1, so
/// that histories which were adjusted for it are known to be wrong.
/// </summary>
public sealed class SplitBook
{
    /// <summary>Nothing was asked yet.</summary>
    public static SplitBook Empty { get; } = new(DateOnly.MaxValue, DateTimeOffset.MinValue, []);

    private static readonly KnownSplit[] None = [];

    private readonly Dictionary<Symbol, KnownSplit[]> _bySymbol;

    /// <param name="from">The first execution date that was asked for.</param>
    /// <param name="checkedAt">When the provider was last asked; every split executed by then is known.</param>
    /// <param name="splits">At most one a symbol and day.</param>
    public SplitBook(DateOnly from, DateTimeOffset checkedAt, ImmutableArray<KnownSplit> splits)
    {
        From = from;
        CheckedAt = checkedAt;
        Splits = splits;
        _bySymbol = splits.GroupBy(known => known.Split.Symbol)
            .ToDictionary(group => group.Key, group => group.OrderBy(known => known.Split.ExecutionDate).ToArray());
    }

    /// <summary>The first execution date that is covered (New York date); every later one is, up to <see cref="CheckedAt"/>.</summary>
    public DateOnly From { get; }

    /// <summary>When the provider was last asked.</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>Every split.</summary>
    public ImmutableArray<KnownSplit> Splits { get; }

    /// <summary>The splits of a symbol, by date.</summary>
    public IReadOnlyList<KnownSplit> Of(Symbol symbol) => _bySymbol.GetValueOrDefault(symbol, None);

    /// <summary>The book after the provider was asked again.</summary>
    /// <param name="answer">What it said; a split that stands there twice counts once, the last time.</param>
    /// <param name="from">The first execution date it was asked for.</param>
    /// <param name="to">The last one.</param>
    /// <param name="at">When it was asked.</param>
    public SplitBook With(IReadOnlyList<Split> answer, DateOnly from, DateOnly to, DateTimeOffset at)
    {
        var known = Splits.ToDictionary(k => (k.Split.Symbol, k.Split.ExecutionDate));
        var listed = new HashSet<(Symbol, DateOnly)>();
        foreach (var split in answer)
        {
            var place = (split.Symbol, split.ExecutionDate);
            listed.Add(place);
            if (!known.TryGetValue(place, out var before) || before.Split.Ratio != split.Ratio) known[place] = new KnownSplit(split, at);
        }
        // An answer without any split at all is more likely a provider's bad day than a market that took all of them back.
        if (answer.Count > 0)
        {
            foreach (var (place, split) in known.Where(k => !listed.Contains(k.Key)).ToList())
            {
                var withdrawn = split.Split.Ratio != 1 && place.ExecutionDate >= from && place.ExecutionDate <= to;
                if (withdrawn) known[place] = new KnownSplit(split.Split with { Ratio = 1 }, at);
            }
        }
        var sorted = known.Values.OrderBy(k => k.Split.ExecutionDate).ThenBy(k => k.Split.Symbol);
        return new SplitBook(from < From ? from : From, at > CheckedAt ? at : CheckedAt, [.. sorted]);
    }

    /// <summary>The book with splits from elsewhere, which are all that were executed from a day to an instant. What it knew already stays.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="from">The first execution date they cover.</param>
    /// <param name="until">The instant up to which they cover everything; also when they count as learned.</param>
    public SplitBook WithImported(IReadOnlyList<Split> splits, DateOnly from, DateTimeOffset until)
    {
        var known = Splits.ToDictionary(k => (k.Split.Symbol, k.Split.ExecutionDate));
        foreach (var split in splits) known.TryAdd((split.Symbol, split.ExecutionDate), new KnownSplit(split, until));
        var sorted = known.Values.OrderBy(k => k.Split.ExecutionDate).ThenBy(k => k.Split.Symbol);

        // Two spans with a gap between them cannot be told as one: then the later one counts, and the other is asked for again.
        if (From == DateOnly.MaxValue || NewYork.Date(CheckedAt).AddDays(1) < from) return new SplitBook(from, until, [.. sorted]);
        var first = from < From && NewYork.Date(until).AddDays(1) >= From ? from : From;
        return new SplitBook(first, until > CheckedAt ? until : CheckedAt, [.. sorted]);
    }

    /// <summary>Whether a split of a symbol became known after an instant that was executed after one day, up to another.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="symbol">The ticker.</param>
    /// <param name="after">The day before the first execution date (New York date).</param>
    /// <param name="to">The last execution date.</param>
    public bool LearnedSince(DateTimeOffset instant, Symbol symbol, DateOnly after, DateOnly to) =>
        _bySymbol.TryGetValue(symbol, out var splits) && Array.Exists(splits, known =>
            known.LearnedAt > instant && known.Split.ExecutionDate > after && known.Split.ExecutionDate <= to);
}

/// <summary>Gives the market's splits as far as they are known now. A lookup takes one snapshot and uses it throughout.</summary>
public interface ISplits
{
    /// <summary>The splits known now.</summary>
    SplitBook Splits { get; }
}
