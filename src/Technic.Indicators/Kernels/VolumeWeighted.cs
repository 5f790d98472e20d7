namespace Technic.Indicators;

/// <summary>Means of the last prices, weighted by volume; NaN where there are too few bars, or no share was traded.</summary>
internal static class VolumeWeighted
{
    public static void Average(ReadOnlySpan<double> price, ReadOnlySpan<double> volume, int period, Span<double> result)
    {
        ExactSum paid = new(), shares = new();
        for (var i = 0; i < result.Length; i++)
        {
            paid.Replace(i < period ? 0 : price[i - period] * volume[i - period], price[i] * volume[i]);
            shares.Replace(i < period ? 0 : volume[i - period], volume[i]);
            result[i] = i < period - 1 ? double.NaN : Quotient.Of(paid.Value, shares.Value);
        }
    }
}
