namespace Technic.Indicators.Tests;

/// <summary>Comparisons of floating-point values.</summary>
internal static class Numbers
{
    /// <summary>Whether two values agree within a relative error; NaN equals only NaN.</summary>
    public static bool AreClose(double expected, double actual, double relative, double scale = 0) =>
        double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(actual - expected) <= relative * Math.Max(Math.Abs(expected), scale);

    /// <summary>The first bars at which two columns do not agree; empty if they do.</summary>
    public static string Differences(double[] expected, double[] actual, double relative, double scale = 0)
    {
        if (expected.Length != actual.Length) return $"{actual.Length} values instead of {expected.Length}";
        var different = Enumerable.Range(0, expected.Length).Where(i => !AreClose(expected[i], actual[i], relative, scale)).ToArray();
        var first = different.Take(3).Select(i => $"[{i}] {expected[i]:R}, got {actual[i]:R}");
        return different.Length == 0 ? "" : $"{different.Length} bars, first: {string.Join("; ", first)}";
    }
}
