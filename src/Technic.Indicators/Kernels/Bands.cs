namespace Technic.Indicators;

/// <summary>An upper and a lower band around a middle.</summary>
internal static class Bands
{
    /// <summary>Middle ± factor × width. <paramref name="upper"/> may overwrite <paramref name="width"/>.</summary>
    public static void Around(
        ReadOnlySpan<double> middle, ReadOnlySpan<double> width, double factor, Span<double> upper, Span<double> lower)
    {
        for (var i = 0; i < middle.Length; i++)
        {
            var reach = factor * width[i];
            upper[i] = middle[i] + reach;
            lower[i] = middle[i] - reach;
        }
    }
}
