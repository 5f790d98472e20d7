using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>A history cut to the warm-up gives the last value of the whole history within 1e-6, on real prices.</summary>
public sealed class WarmUpTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Functions =>
    [
        .. from function in FunctionCatalogue.BuiltIn.All
           where function.Outputs.Any(output => !output.IsCumulative)
           select function.Name,
    ];

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_warm_up_brings_every_output_within_a_millionth(string name)
    {
        var failures = new List<string>();
        foreach (var call in Call.Usual().Where(call => call.Function.Name == name && !call.Function.Outputs[call.Output].IsCumulative))
        {
            var warmUp = call.Function.WarmUp(call.Parameters);
            foreach (var (symbol, market) in Histories(warmUp))
            {
                var other = Market.Sample["AAPL"];
                var second = market.Length == other.Length ? other : market;
                var whole = call.Evaluate(market, second);
                var scale = Scale(call, market, whole);
                foreach (var end in (int[])[market.Length, market.Length - 7])
                {
                    var start = end - warmUp - 1;
                    var cut = call.Evaluate(market.Slice(start, warmUp + 1), second.Slice(start, warmUp + 1))[^1];
                    if (!Numbers.AreClose(whole[end - 1], cut, Tolerance, scale))
                        failures.Add($"{call} of {symbol} with {warmUp} bars: {cut:R}, whole history {whole[end - 1]:R}");
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count}: " + string.Join('\n', failures.Take(5)));
    }

    /// <summary>The real sample, or, for a warm-up that is longer than its 519 bars, the same prices one company after another.</summary>
    private static IEnumerable<(string Symbol, Market Market)> Histories(int warmUp)
    {
        var full = Market.Sample.Where(entry => entry.Value.Length == 519).ToArray();
        if (warmUp < 480) return full.Select(entry => (entry.Key, entry.Value));
        var before = full.TakeLast(1 + (warmUp / 400)).Select(entry => entry.Value).ToArray();
        return full.Take(20).Select(entry => (entry.Key, Market.Chained([.. before, entry.Value])));
    }

    /// <summary>Of a price, its level; of other numbers, the largest of the last 100.</summary>
    private static double Scale(Call call, Market market, double[] values) =>
        call.Function.Outputs[call.Output].Unit is "$" or "as x"
            ? market.Close[^1]
            : values.TakeLast(100).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
}
