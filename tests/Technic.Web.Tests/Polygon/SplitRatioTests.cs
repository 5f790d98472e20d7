using Technic.Web.Polygon;

namespace Technic.Web.Tests.Polygon;

public sealed class SplitRatioTests
{
    [Theory]
    [InlineData(4, 1, 4)]
    [InlineData(1.5, 2, 3)]
    [InlineData(0.1, 10, 1)]
    [InlineData(4.0 / 3, 3, 4)]
    [InlineData(1.0 / 25, 25, 1)]
    [InlineData(1.048, 125, 131)]
    [InlineData(1000, 1, 1000)]
    public void A_ratio_is_written_as_a_fraction_of_shares(double ratio, double from, double to) =>
        Assert.Equal((from, to), SplitRatio.Fraction(ratio));

    [Theory]
    [InlineData(Math.PI)]
    [InlineData(1e-9)]
    [InlineData(1e12)]
    public void A_ratio_without_a_simple_fraction_is_unchanged(double ratio)
    {
        var (from, to) = SplitRatio.Fraction(ratio);

        Assert.Equal(ratio, to / from, 1e-8 * ratio);
    }
}
