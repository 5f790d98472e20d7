namespace Technic.Indicators;

/// <summary>The last values in ascending order, in the caller's buffer: ⌈log₂ n⌉ comparisons and one move of memory a bar.</summary>
internal ref struct SortedWindow(Span<double> buffer)
{
    private readonly Span<double> _values = buffer;
    private int _count;

    /// <summary>The values in ascending order.</summary>
    public readonly ReadOnlySpan<double> Values => _values[.._count];

    public void Add(double value)
    {
        var place = CountBelow(value);
        _values[place.._count].CopyTo(_values[(place + 1)..]);
        _values[place] = value;
        _count++;
    }

    /// <summary>Replaces a value that is in the window.</summary>
    public void Replace(double leaving, double entering)
    {
        int from = CountBelow(leaving), to = CountBelow(entering);
        if (to > from)
        {
            to--;
            _values[(from + 1)..(to + 1)].CopyTo(_values[from..]);
        }
        else
        {
            _values[to..from].CopyTo(_values[(to + 1)..]);
        }
        _values[to] = entering;
    }

    /// <summary>The number of values below a value.</summary>
    public readonly int CountBelow(double value)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_values[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The number of values that equal a value.</summary>
    public readonly int CountEqual(double value)
    {
        var first = CountBelow(value);
        var last = first;
        while (last < _count && _values[last] == value) last++;
        return last - first;
    }

    public readonly double Median => (_values[(_count - 1) / 2] + _values[_count / 2]) / 2;
}
