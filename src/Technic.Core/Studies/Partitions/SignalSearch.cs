using Technic.Core.Formulas;

namespace Technic.Core.Studies.Partitions;

/// <summary>A bar at which the condition of a study is true.</summary>
/// <param name="Bar">The index of the bar.</param>
/// <param name="Rank">The formula that orders the symbols; 0 without one.</param>
internal readonly record struct FoundSignal(int Bar, double Rank);

/// <summary>What one study finds in the history of one symbol.</summary>
/// <param name="Signals">The signals, in the order of their days.</param>
/// <param name="IsExit">Whether the condition of the exit is true, for every bar; empty without one.</param>
internal sealed record SymbolFindings(List<FoundSignal> Signals, bool[] IsExit);

/// <summary>Collects the signals of one study while its formulas are evaluated.</summary>
/// <param name="formulas">The formulas of the study.</param>
/// <param name="first">The index of the first of them among all that are evaluated.</param>
/// <param name="symbols">The symbols.</param>
/// <param name="query">The days of signals.</param>
/// <param name="minBars">The least number of bars of a symbol up to a signal.</param>
internal sealed class SignalSearch(StudyFormulas formulas, int first, StudySymbol[] symbols, FindingsQuery query, int minBars)
{
    /// <summary>What was found in each symbol.</summary>
    public SymbolFindings[] Found { get; } = Array.ConvertAll(
        symbols, symbol => new SymbolFindings([], formulas.Exit < 0 ? [] : new bool[symbol.Bars.Count]));

    /// <summary>Takes the values of a stretch; several symbols concurrently, the stretches of one in order.</summary>
    public void Take(in StretchValues values)
    {
        var days = symbols[values.Symbol].Days;
        var (signals, isExit) = Found[values.Symbol];
        if (isExit.Length > 0)
        {
            var exits = values[first + formulas.Exit];
            var found = isExit.AsSpan(values.First, exits.Length);
            for (var i = 0; i < exits.Length; i++) found[i] = exits[i] == 1;
        }
        var condition = formulas.Conditions > 0 ? values[first] : default;
        for (var i = 0; i < values.Count; i++)
        {
            if (!condition.IsEmpty && condition[i] == 0) continue;
            var bar = values.First + i;
            if (days[bar] < query.From || days[bar] >= query.To || bar + 1 < minBars) continue;
            if (!formulas.IsSignal(values, first, i)) continue;
            signals.Add(new FoundSignal(bar, formulas.Rank < 0 ? 0 : values[first + formulas.Rank][i]));
        }
    }
}
