using System.Buffers;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>
/// The daily bars of the whole market on one day: impossible bars, bars of other days and repetitions are dropped and counted; of
/// several bars of a symbol the last is kept.
/// </summary>
internal sealed class GroupedRows(DateOnly day, SymbolTable table) : AggregateRows, IDisposable
{
    /// <summary>Room for a volume-weighted average price, which the day gets only if a row has one.</summary>
    private const int ValuesPerBar = BarSeries.ValueColumns + 1;

    private const int FirstCapacity = 16_384;

    private UInt128[] _tickers = ArrayPool<UInt128>.Shared.Rent(FirstCapacity);
    private Symbol[] _symbols = ArrayPool<Symbol>.Shared.Rent(FirstCapacity);
    private double[] _values = ArrayPool<double>.Shared.Rent(FirstCapacity * ValuesPerBar);
    private int _count;
    private int _outOfRange;
    private int _impossible;
    private bool _ascending = true;
    private bool _hasVwap;

    // All rows of a day have the same time.
    private double _milliseconds = double.NaN;
    private bool _hasTime;
    private bool _isOfDay;

    public override void Add(in AggregateRow row)
    {
        if (row.Milliseconds != _milliseconds) ReadTime(row.Milliseconds);
        if (!_hasTime || !BarBounds.IsPossibleRaw(row.BarAt(default)) || !table.TryGet(row.Ticker, out var symbol)) _impossible++;
        else if (!_isOfDay) _outOfRange++;
        else Keep(row, symbol);
    }

    public override void Clear()
    {
        (_count, _outOfRange, _impossible, _ascending, _hasVwap) = (0, 0, 0, true, false);
    }

    /// <summary>The day of all rows so far.</summary>
    /// <returns>The day, with 0 requests.</returns>
    public FetchedDay Build()
    {
        var (market, repeated) = _ascending
            ? (MarketDay.FromColumns(day, _symbols[.._count], ValuesOf(places: null, _count)), 0)
            : SortAndKeepLast();
        return new FetchedDay(market, Requests: 0, new BarDefects(_outOfRange, repeated, _impossible));
    }

    public void Dispose()
    {
        ArrayPool<UInt128>.Shared.Return(_tickers);
        ArrayPool<Symbol>.Shared.Return(_symbols, clearArray: true);
        ArrayPool<double>.Shared.Return(_values);
        (_tickers, _symbols, _values, _count) = ([], [], [], 0);
    }

    private void ReadTime(double milliseconds)
    {
        _milliseconds = milliseconds;
        _hasTime = TryGetTime(milliseconds, out var time);
        _isOfDay = _hasTime && time.Date == day;
    }

    private void Keep(in AggregateRow row, Symbol symbol)
    {
        if (_count == _tickers.Length || _count == _symbols.Length || (_count + 1) * ValuesPerBar > _values.Length) Grow();
        _ascending &= _count == 0 || _tickers[_count - 1] < row.Ticker;
        (_tickers[_count], _symbols[_count]) = (row.Ticker, symbol);
        var values = _values.AsSpan(_count * ValuesPerBar, ValuesPerBar);
        (values[0], values[1], values[2], values[3], values[4]) = (row.Open, row.High, row.Low, row.Close, row.Volume);
        var isVwap = BarBounds.IsPossibleVwap(row.Vwap);
        values[BarSeries.VwapColumn] = isVwap ? row.Vwap : double.NaN;
        _hasVwap |= isVwap;
        _count++;
    }

    private (MarketDay Day, int Repeated) SortAndKeepLast()
    {
        var places = ArrayPool<int>.Shared.Rent(_count);
        for (var i = 0; i < _count; i++) places[i] = i;
        Array.Sort(_tickers, places, 0, _count);
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            // The sort is not stable: of equal tickers the last position is kept.
            if (kept > 0 && _tickers[i] == _tickers[i - 1]) places[kept - 1] = Math.Max(places[kept - 1], places[i]);
            else places[kept++] = places[i];
        }

        var symbols = new Symbol[kept];
        for (var i = 0; i < kept; i++) symbols[i] = _symbols[places[i]];
        var values = ValuesOf(places, kept);
        ArrayPool<int>.Shared.Return(places);
        return (MarketDay.FromColumns(day, symbols, values), _count - kept);
    }

    /// <summary>The values of the bars at some places, or of the first bars.</summary>
    private double[] ValuesOf(int[]? places, int count)
    {
        var perBar = _hasVwap ? ValuesPerBar : BarSeries.ValueColumns;
        var values = new double[count * perBar];
        for (var i = 0; i < count; i++)
            _values.AsSpan((places?[i] ?? i) * ValuesPerBar, perBar).CopyTo(values.AsSpan(i * perBar));
        return values;
    }

    private void Grow()
    {
        _tickers = Larger(_tickers);
        _symbols = Larger(_symbols);
        _values = Larger(_values);
    }

    private static T[] Larger<T>(T[] full)
    {
        var larger = ArrayPool<T>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(full, clearArray: typeof(T) == typeof(Symbol));
        return larger;
    }
}
