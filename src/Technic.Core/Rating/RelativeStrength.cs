namespace Technic.Core.Rating;

/// <summary>
/// Relative strength: the percentile of a symbol's return among the scan's, <c>100 × (lower + ½ · equal others) ÷ (others)</c>: 0 for the
/// weakest, 100 for the strongest, 50 for a symbol alone.
/// </summary>
public static class RelativeStrength
{
    /// <summary>One percentile a row, in their order; <c>null</c> where a row has no return.</summary>
    public static double?[] Percentiles(IReadOnlyList<ScanRow> rows)
    {
        var places = new int[rows.Count];
        var returns = new double[rows.Count];
        var count = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].StrengthReturn is not { } value) continue;
            (places[count], returns[count]) = (i, value);
            count++;
        }
        Array.Sort(returns, places, 0, count);

        var percentiles = new double?[rows.Count];
        for (int lower = 0, next; lower < count; lower = next)
        {
            next = lower + 1;
            while (next < count && returns[next] == returns[lower]) next++;
            var percentile = count == 1 ? 50 : 100 * (lower + (0.5 * (next - lower - 1))) / (count - 1);
            for (var i = lower; i < next; i++) percentiles[places[i]] = percentile;
        }
        return percentiles;
    }
}
