namespace Technic.Core.Market;

/// <summary>
/// The daily bars of all symbols in one session, as traded (not adjusted for splits); immutable, in the order of the symbols.
/// </summary>
public sealed class MarketDay
{
    /// <summary>The index of the volume in the values of a bar.</summary>
    internal const int VolumeColumn = 4;

    private readonly Symbol[] _symbols;

    // Bar after bar, five or six values each, because a bar is read as a whole.
    private readonly double[] _values;
    private readonly int _valuesPerBar;

    internal MarketDay(DateOnly date, Symbol[] symbols, double[] values)
    {
        Date = date;
        _symbols = symbols;
        _values = values;
        _valuesPerBar = ValuesPerBar(values.Length > symbols.Length * BarSeries.ValueColumns);
    }

    /// <summary>The number of values of each bar.</summary>
    internal static int ValuesPerBar(bool hasVwap) => hasVwap ? BarSeries.ValueColumns + 1 : BarSeries.ValueColumns;

    /// <summary>Whether the bars have volume-weighted average prices.</summary>
    internal bool HasVwap => _valuesPerBar > BarSeries.VwapColumn;

    /// <summary>The New York date.</summary>
    public DateOnly Date { get; }

    /// <summary>The number of symbols that traded; 0 for a day that had no session.</summary>
    public int Count => _symbols.Length;

    /// <summary>The symbols, ascending.</summary>
    public ReadOnlySpan<Symbol> Symbols => _symbols;

    /// <summary>The memory size of the day, in bytes, without its symbols, which it shares with other days.</summary>
    public long Bytes => (_symbols.Length * (long)IntPtr.Size) + (_values.Length * (long)sizeof(double));

    /// <summary>Takes ownership of columns that are in the order of the symbols.</summary>
    /// <param name="date">The New York date.</param>
    /// <param name="symbols">The symbols, ascending and unique; length n.</param>
    /// <param name="values">
    /// Bar after bar: open, high, low, close, volume, and where the source gives it the volume-weighted average price (NaN for none);
    /// length 5·n or 6·n.
    /// </param>
    /// <exception cref="ArgumentException">The lengths do not match, or the symbols are not strictly ascending.</exception>
    public static MarketDay FromColumns(DateOnly date, Symbol[] symbols, double[] values)
    {
        if (values.Length != symbols.Length * ValuesPerBar(false) && values.Length != symbols.Length * ValuesPerBar(true))
            throw new ArgumentException(
                $"{symbols.Length} symbols need {symbols.Length * ValuesPerBar(false)} values, not {values.Length}.",
                nameof(values));
        for (var i = 1; i < symbols.Length; i++)
        {
            if (symbols[i].CompareTo(symbols[i - 1]) <= 0)
                throw new ArgumentException($"The symbols are not strictly ascending at {i}.", nameof(symbols));
        }
        return new MarketDay(date, symbols, values);
    }

    /// <summary>Creates a day from bars; their times are ignored.</summary>
    public static MarketDay Of(DateOnly date, IReadOnlyDictionary<Symbol, Bar> bars)
    {
        var symbols = bars.Keys.ToArray();
        Array.Sort(symbols);
        var perBar = ValuesPerBar(bars.Values.Any(bar => !double.IsNaN(bar.Vwap)));
        var values = new double[symbols.Length * perBar];
        for (var i = 0; i < symbols.Length; i++) Set(values.AsSpan(perBar * i, perBar), bars[symbols[i]]);
        return new MarketDay(date, symbols, values);
    }

    /// <summary>Adds symbols; existing ones are unchanged.</summary>
    public MarketDay With(IReadOnlyDictionary<Symbol, Bar> more)
    {
        var bars = new Dictionary<Symbol, Bar>(more);
        foreach (var symbol in _symbols) bars[symbol] = BarOf(symbol)!.Value;
        return Of(Date, bars);
    }

    /// <summary>A symbol's bar; <c>null</c> when it did not trade.</summary>
    public Bar? BarOf(Symbol symbol)
    {
        var index = IndexOf(symbol, near: 0);
        if (index < 0) return null;
        return BarAt(index);
    }

    /// <summary>The bars with their symbols, in the order of the symbols.</summary>
    public IEnumerable<KeyValuePair<Symbol, Bar>> Bars
    {
        get
        {
            for (var i = 0; i < Count; i++) yield return new KeyValuePair<Symbol, Bar>(_symbols[i], BarAt(i));
        }
    }

    /// <summary>The bar of the symbol at an index.</summary>
    internal Bar BarAt(int index)
    {
        var values = ValuesAt(index);
        var vwap = HasVwap ? values[BarSeries.VwapColumn] : double.NaN;
        return new Bar(BarTime.OfDay(Date), values[0], values[1], values[2], values[3], values[4], vwap);
    }

    /// <summary>A bar's open, high, low, close, volume, and with <see cref="HasVwap"/> its volume-weighted average price.</summary>
    internal ReadOnlySpan<double> ValuesAt(int index) => _values.AsSpan(_valuesPerBar * index, _valuesPerBar);

    private static void Set(Span<double> values, in Bar bar)
    {
        (values[0], values[1], values[2], values[3], values[4]) = (bar.Open, bar.High, bar.Low, bar.Close, bar.Volume);
        if (values.Length > BarSeries.VwapColumn) values[BarSeries.VwapColumn] = bar.Vwap;
    }

    /// <summary>The index of a symbol, or the complement of the index at which it would be inserted.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="near">The expected index; a symbol has similar indexes in consecutive days.</param>
    internal int IndexOf(Symbol symbol, int near)
    {
        if (_symbols.Length == 0) return ~0;
        near = Math.Clamp(near, 0, _symbols.Length - 1);
        var order = symbol.CompareTo(_symbols[near]);
        if (order == 0) return near;

        // Searches outwards in doubling steps, and then between the last two.
        int low, high;
        if (order > 0)
        {
            (low, high) = (near + 1, near + 1);
            for (var step = 1; high < _symbols.Length && symbol.CompareTo(_symbols[high]) > 0; step *= 2)
                (low, high) = (high + 1, high + step);
            high = Math.Min(high + 1, _symbols.Length);
        }
        else
        {
            (low, high) = (near - 1, near);
            for (var step = 1; low >= 0 && symbol.CompareTo(_symbols[low]) < 0; step *= 2) (low, high) = (low - step, low);
            low = Math.Max(low, 0);
        }
        return Array.BinarySearch(_symbols, low, Math.Max(0, high - low), symbol);
    }
}
