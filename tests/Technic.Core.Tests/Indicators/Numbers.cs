namespace Technic.Core.Tests.Indicators;

/// <summary>Comparisons of floating-point values.</summary>
internal static class Numbers
{
    /// <summary>Asserts that two values agree within a relative error; NaN equals only NaN.</summary>
    public static void AssertClose(double expected, double actual, double relative, string what)
    {
        var agree = double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(actual - expected) <= relative * Math.Abs(expected);
        Assert.True(agree, $"{what}: expected {expected:R}, got {actual:R}");
    }

    public static double[] Compute(int count, Action<double[]> compute)
    {
        var output = new double[count];
        // The previous content of a caller's buffer must never be visible.
        Array.Fill(output, -12_345.678);
        compute(output);
        return output;
    }
}
