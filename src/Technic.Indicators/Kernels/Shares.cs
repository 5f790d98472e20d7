using System.Numerics;

namespace Technic.Indicators;

/// <summary>The share of one of two sums of nothing negative, 0 … 100; 50 where both are 0.</summary>
internal static class Shares
{
    /// <summary><c>100 × first ÷ (first + second)</c>. The result may overwrite a column.</summary>
    public static void OfFirst(ReadOnlySpan<double> first, ReadOnlySpan<double> second, Span<double> result)
    {
        var i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var own = new Vector<double>(first[i..]);
            var both = own + new Vector<double>(second[i..]);
            var hasNone = Vector.Equals(both, Vector<double>.Zero);
            Vector.ConditionalSelect(hasNone, new Vector<double>(50), own * 100 / both).CopyTo(result[i..]);
        }
        for (; i < result.Length; i++)
        {
            var both = first[i] + second[i];
            result[i] = both == 0 ? 50 : 100 * first[i] / both;
        }
    }
}
