using Technic.Core.Market;
using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>The place of a signal.</summary>
/// <param name="Part">The index of its partition.</param>
/// <param name="Index">Its index in the columns of the partition.</param>
internal readonly record struct SignalPlace(int Part, int Index);

/// <summary>The signals of a study with what followed, partition by partition.</summary>
internal sealed class StudyOutcomes
{
    private readonly StudyScope _scope;
    private readonly Lazy<SignalPlace[]> _byDay;

    /// <param name="scope">The days and the universe.</param>
    /// <param name="partitions">The numbers of the partitions with a symbol of the universe.</param>
    /// <param name="parts">The signals of each of these partitions.</param>
    /// <param name="universe">What the universe gave.</param>
    public StudyOutcomes(StudyScope scope, IReadOnlyList<int> partitions, SignalColumns[] parts, UniverseReturns universe)
    {
        (_scope, Parts, Universe) = (scope, parts, universe);
        SymbolsOf = [.. partitions.Select(partition => scope.ByPartition[partition].ToArray())];
        Count = parts.Sum(part => part.Count);
        _byDay = new Lazy<SignalPlace[]>(SortByDay);
    }

    /// <summary>The signals of each partition.</summary>
    public SignalColumns[] Parts { get; }

    /// <summary>The symbols of the universe of each partition, in the order of its columns.</summary>
    public SymbolOutline[][] SymbolsOf { get; }

    /// <summary>What the universe gave.</summary>
    public UniverseReturns Universe { get; }

    /// <summary>The number of signals.</summary>
    public int Count { get; }

    /// <summary>The symbols with a signal.</summary>
    public int Symbols => Parts.Sum(part => part.PerSymbol.Count(signals => signals > 0));

    /// <summary>The signals in the order of their days; those of a day are in the order of their symbols.</summary>
    public IReadOnlyList<SignalPlace> ByDay => _byDay.Value;

    /// <summary>The symbol of each signal of a partition.</summary>
    public SymbolOutline[] SymbolOfSignals(int part)
    {
        var (symbols, next) = (new SymbolOutline[Parts[part].Count], 0);
        for (var symbol = 0; symbol < SymbolsOf[part].Length; symbol++)
        {
            symbols.AsSpan(next, Parts[part].PerSymbol[symbol]).Fill(SymbolsOf[part][symbol]);
            next += Parts[part].PerSymbol[symbol];
        }
        return symbols;
    }

    private SignalPlace[] SortByDay()
    {
        var from = _scope.Span.From;
        var next = new int[_scope.Span.To - from + 1];
        foreach (var part in Parts)
        {
            foreach (var day in part.Days) next[day - from + 1]++;
        }
        for (var day = 1; day < next.Length; day++) next[day] += next[day - 1];
        var places = new SignalPlace[Count];
        foreach (var (part, first, count) in BySymbol())
        {
            for (var i = first; i < first + count; i++) places[next[Parts[part].Days[i] - from]++] = new SignalPlace(part, i);
        }
        return places;
    }

    /// <summary>The signals of each symbol, ascending by symbol.</summary>
    private IEnumerable<(int Part, int First, int Count)> BySymbol()
    {
        var all = new List<(Symbol Symbol, int Part, int First, int Count)>(_scope.Symbols.Count);
        for (var part = 0; part < Parts.Length; part++)
        {
            var first = 0;
            for (var symbol = 0; symbol < SymbolsOf[part].Length; symbol++)
            {
                var count = Parts[part].PerSymbol[symbol];
                all.Add((SymbolsOf[part][symbol].Listing.Symbol, part, first, count));
                first += count;
            }
        }
        return all.OrderBy(symbol => symbol.Symbol).Select(symbol => (symbol.Part, symbol.First, symbol.Count));
    }
}
