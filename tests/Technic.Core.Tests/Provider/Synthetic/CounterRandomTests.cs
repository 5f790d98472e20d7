using Technic.Core.Provider.Synthetic;

namespace Technic.Core.Tests.Provider.Synthetic;

public sealed class CounterRandomTests
{
    private const int N = 200_000;

    [Fact]
    public void The_generator_is_SplitMix64()
    {
        // The first outputs of the reference implementation for the state 1234567; its n-th output is position n here.
        var random = new CounterRandom(1234567);

        Assert.Equal(6457827717110365317UL, random.Bits(1));
        Assert.Equal(3203168211198807973UL, random.Bits(2));
        Assert.Equal(9817491932198370423UL, random.Bits(3));
    }

    [Fact]
    public void Numbers_have_the_mean_and_deviation_they_claim()
    {
        var random = new CounterRandom(42).Stream(3);
        var normal = Enumerable.Range(0, N).Select(i => random.Normal(i)).ToArray();
        var heavy = Enumerable.Range(0, N).Select(i => random.HeavyTailed(i)).ToArray();
        var uniform = Enumerable.Range(0, N).Select(i => random.Uniform(i)).ToArray();

        Assert.Equal(0, normal.Average(), 0.01);
        Assert.Equal(1, normal.Average(z => z * z), 0.02);
        Assert.Equal(0, heavy.Average(), 0.01);
        Assert.Equal(1, heavy.Average(z => z * z), 0.03);
        Assert.InRange(heavy.Average(z => z * z * z * z), 4, 6);
        Assert.Equal(0.5, uniform.Average(), 0.005);
        Assert.All(uniform, u => Assert.InRange(u, 0, 1));
    }

    [Fact]
    public void Streams_and_neighbours_have_nothing_in_common()
    {
        var (one, two) = (new CounterRandom(42).Stream(1), new CounterRandom(42).Stream(2));

        Assert.Equal(0, Enumerable.Range(0, N).Average(i => one.Normal(i) * two.Normal(i)), 0.01);
        Assert.Equal(0, Enumerable.Range(0, N).Average(i => one.Normal(i) * one.Normal(i + 1)), 0.01);
    }
}
