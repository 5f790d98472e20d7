namespace Technic.Core.Studies;

/// <summary>What trading costs.</summary>
internal static class Costs
{
    /// <summary>A return after what a purchase and a sale cost.</summary>
    /// <param name="value">The return, as a fraction.</param>
    /// <param name="costs">The costs of each, as a fraction of its value.</param>
    public static double AfterTrade(double value, double costs) => ((1 + value) * (1 - costs) / (1 + costs)) - 1;
}
