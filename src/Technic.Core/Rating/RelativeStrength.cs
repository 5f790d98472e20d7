namespace Technic.Core.Rating;

/// <summary>
/// Relative strength: the percentile of a symbol's return among those of a group, <c>100 × (lower + ½ · equal others) ÷ (others)</c>: 0 for
/// the weakest, 100 for the strongest, 50 for a symbol alone.
/// </summary>
public sealed class RelativeStrength
{
    private readonly double[] _returns;

    private RelativeStrength(double[] ascending) => _returns = ascending;

    /// <summary>The strength in a group of rows; rows without a return do not count.</summary>
    public static RelativeStrength Among(IReadOnlyCollection<ScanRow> rows)
    {
        var returns = new double[rows.Count];
        var count = 0;
        foreach (var row in rows)
        {
            if (row.StrengthReturn is { } value) returns[count++] = value;
        }
        Array.Resize(ref returns, count);
        Array.Sort(returns);
        return new RelativeStrength(returns);
    }

    /// <summary>
    /// The percentile of a row; <c>null</c> when it has no return. A row whose return equals one of the group counts as a member of it.
    /// </summary>
    public double? PercentileOf(ScanRow row)
    {
        if (row.StrengthReturn is not { } value) return null;
        var lower = FirstAtOrAbove(value);
        var equal = FirstAbove(value, lower) - lower;
        var equalOthers = Math.Max(0, equal - 1);
        var others = _returns.Length - (equal > 0 ? 1 : 0);
        return others == 0 ? 50 : 100 * (lower + (0.5 * equalOthers)) / others;
    }

    /// <summary>The index of the first return above a value, from that of the first one at or above it. Most returns are unique.</summary>
    private int FirstAbove(double value, int from)
    {
        if (from == _returns.Length || _returns[from] > value) return from;
        return from + 1 == _returns.Length || _returns[from + 1] > value ? from + 1 : FirstAtOrAbove(Math.BitIncrement(value));
    }

    private int FirstAtOrAbove(double value)
    {
        var (from, to) = (0, _returns.Length);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (_returns[middle] < value) from = middle + 1;
            else to = middle;
        }
        return from;
    }
}
