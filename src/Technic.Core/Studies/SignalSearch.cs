using Technic.Core.Formulas;

namespace Technic.Core.Studies;

/// <summary>The signals by day, the formula that orders them, and the exits at every bar.</summary>
internal sealed record FoundSignals(StudySignal[] Signals, double[] Ranks, bool[] Exits);

/// <summary>Collects the signals of one study while its formulas are evaluated.</summary>
/// <param name="formulas">The formulas of the study.</param>
/// <param name="first">The index of the first of them among all that are evaluated.</param>
/// <param name="offsets">The place of the first bar of each symbol, and the number of all bars.</param>
/// <param name="symbols">The symbols of the universe.</param>
/// <param name="span">The days of signals: the first, and the one after the last.</param>
/// <param name="minBars">The least number of bars of a symbol up to a signal.</param>
internal sealed class SignalSearch(
    StudyFormulas formulas, int first, int[] offsets, StudySymbol[] symbols, (int From, int To) span, int minBars)
{
    private readonly List<(StudySignal Signal, double Rank)>?[] _bySymbol = new List<(StudySignal Signal, double Rank)>?[symbols.Length];
    private readonly bool[] _exits = formulas.Exit < 0 ? [] : new bool[offsets[^1]];

    /// <summary>Takes the values of a stretch; several symbols concurrently, the stretches of one in order.</summary>
    public void Take(in StretchValues values)
    {
        var days = symbols[values.Symbol].Days;
        var signals = _bySymbol[values.Symbol] ??= [];
        if (_exits.Length > 0)
        {
            var exits = values[first + formulas.Exit];
            var found = _exits.AsSpan(offsets[values.Symbol] + values.First, exits.Length);
            for (var i = 0; i < exits.Length; i++) found[i] = exits[i] == 1;
        }
        var condition = formulas.Conditions > 0 ? values[first] : default;
        for (var i = 0; i < values.Count; i++)
        {
            if (!condition.IsEmpty && condition[i] == 0) continue;
            var bar = values.First + i;
            if (days[bar] < span.From || days[bar] >= span.To || bar + 1 < minBars) continue;
            if (!formulas.IsSignal(values, first, i)) continue;
            var rank = formulas.Rank < 0 ? 0 : values[first + formulas.Rank][i];
            signals.Add((new StudySignal(values.Symbol, bar, days[bar]), rank));
        }
    }

    /// <summary>Takes what was found elsewhere for a symbol.</summary>
    public void Take(int symbol, SignalPlaces places)
    {
        var days = symbols[symbol].Days;
        var signals = _bySymbol[symbol] = new List<(StudySignal Signal, double Rank)>(places.Bars.Length);
        for (var i = 0; i < places.Bars.Length; i++)
        {
            var bar = places.Bars[i];
            signals.Add((new StudySignal(symbol, bar, days[bar]), places.Ranks.Length == 0 ? 0 : places.Ranks[i]));
        }
        if (_exits.Length == 0) return;
        foreach (var bar in places.Exits) _exits[offsets[symbol] + bar] = true;
    }

    /// <summary>The signals in the order of their days; those of a day are in the order of their symbols.</summary>
    public FoundSignals Found()
    {
        var next = new int[span.To - span.From + 1];
        foreach (var found in _bySymbol)
        {
            foreach (var (signal, _) in found ?? []) next[signal.Day - span.From + 1]++;
        }
        for (var day = 1; day < next.Length; day++) next[day] += next[day - 1];
        var hasRanks = formulas.Rank >= 0;
        var (signals, ranks) = (new StudySignal[next[^1]], hasRanks ? new double[next[^1]] : []);
        foreach (var found in _bySymbol)
        {
            foreach (var (signal, rank) in found ?? [])
            {
                var place = next[signal.Day - span.From]++;
                signals[place] = signal;
                if (hasRanks) ranks[place] = rank;
            }
        }
        return new FoundSignals(signals, ranks, _exits);
    }
}
