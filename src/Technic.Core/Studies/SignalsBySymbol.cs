namespace Technic.Core.Studies;

/// <summary>
/// The signals of each symbol, in the order of their days. What is summed up symbol by symbol has the same bits as in the order of days: a
/// symbol has at most one signal a day.
/// </summary>
internal sealed class SignalsBySymbol
{
    private readonly int[] _starts;
    private readonly int[] _signals;

    /// <param name="signals">The signals, by day, then by symbol.</param>
    /// <param name="symbols">The number of symbols.</param>
    public SignalsBySymbol(StudySignal[] signals, int symbols)
    {
        (_starts, _signals) = (new int[symbols + 1], new int[signals.Length]);
        foreach (ref readonly var signal in signals.AsSpan()) _starts[signal.Symbol + 1]++;
        for (var symbol = 0; symbol < symbols; symbol++) _starts[symbol + 1] += _starts[symbol];
        var next = _starts.AsSpan(0, symbols).ToArray();
        for (var i = 0; i < signals.Length; i++) _signals[next[signals[i].Symbol]++] = i;
    }

    /// <summary>The number of symbols with a signal.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            for (var symbol = 1; symbol < _starts.Length; symbol++)
            {
                if (_starts[symbol] > _starts[symbol - 1]) count++;
            }
            return count;
        }
    }

    /// <summary>The indexes of the signals of a symbol.</summary>
    public ReadOnlySpan<int> Of(int symbol) => _signals.AsSpan(_starts[symbol], _starts[symbol + 1] - _starts[symbol]);
}
