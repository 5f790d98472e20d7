using Technic.Core.Rating;

namespace Technic.Core.Tests.Rating;

public sealed class SparklineTests
{
    [Fact]
    public void The_last_thirty_closes_are_kept_oldest_first() =>
        Assert.Equal(Enumerable.Range(70, 30).Select(i => (float)i), new Sparkline(Markets.Values(100, i => i)).ToArray());

    [Fact]
    public void Sparklines_of_the_same_closes_are_equal()
    {
        Sparkline line = new(Markets.Values(12, i => i / 3.0)), again = new(line.ToArray());

        Assert.Equal(line, again);
        Assert.Equal(line.GetHashCode(), again.GetHashCode());
        Assert.True(line == again);
        Assert.False(line != again);
        var other = new Sparkline(Markets.Values(12, i => i / 4.0));
        Assert.NotEqual(line, new Sparkline(Markets.Values(11, i => i / 3.0)));
        Assert.True(line != other);
        Assert.NotEqual(line.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void No_closes_draw_nothing() => Assert.Empty(default(Sparkline).ToArray());
}
