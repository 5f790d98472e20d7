namespace Technic.Core.Scanning;

/// <summary>
/// Relative strength: the percentile of a symbol's return among the scan's, <c>100 × (lower + ½ · equal others) ÷ (others)</c>: 0 for the
/// weakest, 100 for the strongest, 50 for a symbol alone.
/// </summary>
public static class RelativeStrength
{
    /// <summary>One percentile a row, in their order; <c>null</c> where a row has no return.</summary>
    public static double?[] Percentiles(IReadOnlyList<ScanRow> rows)
    {
        var sorted = rows.Select(row => row.StrengthReturn).OfType<double>().ToArray();
        Array.Sort(sorted);
        var percentiles = new double?[rows.Count];
        for (var i = 0; i < percentiles.Length; i++)
        {
            if (rows[i].StrengthReturn is { } value) percentiles[i] = Percentile(sorted, value);
        }
        return percentiles;
    }

    private static double Percentile(double[] sorted, double value)
    {
        var others = sorted.Length - 1;
        if (others == 0) return 50;
        int lower = CountBelow(sorted, value, orEqual: false), equal = CountBelow(sorted, value, orEqual: true) - lower;
        return 100 * (lower + (0.5 * (equal - 1))) / others;
    }

    private static int CountBelow(double[] sorted, double value, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
