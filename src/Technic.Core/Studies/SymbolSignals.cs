using Technic.Core.Market;

namespace Technic.Core.Studies;

/// <summary>What studies find in the history of one symbol.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Bars">The number of bars that were searched.</param>
/// <param name="LastDay">The day of the last of them.</param>
/// <param name="Studies">What each study found, in their order.</param>
public sealed record SymbolSignals(Symbol Symbol, int Bars, DateOnly LastDay, IReadOnlyList<SignalPlaces> Studies)
{
    /// <summary>Divides the signals of studies by symbol.</summary>
    internal static SymbolSignals[] Of(StudySymbol[] symbols, IReadOnlyList<FoundSignals> studies)
    {
        var offsets = StudyPanel.OffsetsOf(symbols);
        var places = Array.ConvertAll(symbols, _ => new List<SignalPlaces>(studies.Count));
        foreach (var study in studies)
        {
            var bySymbol = Enumerable.Range(0, study.Signals.Length).ToLookup(i => study.Signals[i].Symbol);
            for (var symbol = 0; symbol < symbols.Length; symbol++)
            {
                int[] found = [.. bySymbol[symbol]];
                int[] exits = study.Exits.Length == 0 ? []
                    : [.. Enumerable.Range(0, symbols[symbol].Bars.Count).Where(bar => study.Exits[offsets[symbol] + bar])];
                places[symbol].Add(new SignalPlaces(
                    Array.ConvertAll(found, i => study.Signals[i].Bar),
                    study.Ranks.Length == 0 ? [] : Array.ConvertAll(found, i => study.Ranks[i]), exits));
            }
        }
        return [.. symbols.Select((symbol, i) => new SymbolSignals(
            symbol.Listing.Symbol, symbol.Bars.Count, symbol.Bars.Times[^1].Date, places[i]))];
    }
}

/// <summary>What one study finds in the history of one symbol, by the index of the bar.</summary>
/// <param name="Bars">The signals, ascending.</param>
/// <param name="Ranks">The formula that orders the symbols at each signal; empty without one.</param>
/// <param name="Exits">The bars at which the exit of trades is true; empty without one.</param>
public sealed record SignalPlaces(int[] Bars, double[] Ranks, int[] Exits);

/// <summary>Signals of studies that were found elsewhere: by parts of the symbols, on other machines.</summary>
/// <param name="requests">The studies.</param>
/// <param name="signals">What they find in each symbol of their universes.</param>
public sealed class KnownSignals(IReadOnlyList<StudyRequest> requests, IEnumerable<SymbolSignals> signals)
{
    private readonly StudyRequest[] _requests = [.. requests];
    private readonly Dictionary<Symbol, SymbolSignals> _bySymbol = signals.ToDictionary(found => found.Symbol);

    /// <summary>Gives searches what was found.</summary>
    /// <returns><c>false</c>, and nothing is given, if something is missing, or was found in other histories.</returns>
    internal bool AddTo(SignalSearch[] searches, StudyRequest[] studies, StudySymbol[] symbols)
    {
        var found = new SymbolSignals[symbols.Length];
        for (var i = 0; i < symbols.Length; i++)
        {
            var bars = symbols[i].Bars;
            if (!_bySymbol.TryGetValue(symbols[i].Listing.Symbol, out var known)) return false;
            if (known.Bars != bars.Count || known.LastDay != bars.Times[^1].Date) return false;
            found[i] = known;
        }
        var places = Array.ConvertAll(studies, study => Array.FindIndex(_requests, request => ReferenceEquals(request, study)));
        if (places.Contains(-1)) return false;
        for (var symbol = 0; symbol < symbols.Length; symbol++)
        {
            for (var i = 0; i < searches.Length; i++) searches[i].Take(symbol, found[symbol].Studies[places[i]]);
        }
        return true;
    }
}
