using Technic.Core.Text;

namespace Technic.Core.Plans;

/// <summary>The kind of trade of a plan.</summary>
public enum PlanStyle
{
    /// <summary>In the direction of the row's signal, near the close.</summary>
    Signal,

    /// <summary>Long, when the price rises above the last high.</summary>
    Breakout,

    /// <summary>Short, when the price falls below the last low.</summary>
    Breakdown,

    /// <summary>Long, at the 50-bar average below the close.</summary>
    Pullback,

    /// <summary>Long after a fall, when the price rises above the last high.</summary>
    Rebound,

    /// <summary>Short after a rise, when the price falls below the last low.</summary>
    Fade,
}

/// <summary>The names of <see cref="PlanStyle"/>.</summary>
public static class PlanStyles
{
    /// <summary>All names, in the order of <see cref="PlanStyle"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["signal", "breakout", "breakdown", "pullback", "rebound", "fade"];

    /// <summary>The name used in requests and output.</summary>
    public static string Name(this PlanStyle style) => Names[(int)style];

    /// <summary>Parses the name of a style, ignoring case.</summary>
    /// <exception cref="FormatException">The style is unknown; the message lists the styles.</exception>
    public static PlanStyle Parse(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return (PlanStyle)i;
        }
        throw new FormatException(
            $"Unknown plan '{Printable.Of(name)}'{Suggestion.DidYouMean(name, Names)}: "
            + $"expected {string.Join(", ", Names.SkipLast(1))} or {Names[^1]}.");
    }

    /// <summary>The order and the assumption of a plan, as a phrase.</summary>
    public static string Assumption(this TradePlan plan) => (plan.Style, plan.Direction) switch
    {
        (PlanStyle.Signal, TradeDirection.Long) => "buy stop above the close: the rise continues",
        (PlanStyle.Signal, _) => "sell stop below the close: the fall continues",
        (PlanStyle.Breakout, _) => "buy stop above the last high: the breakout holds",
        (PlanStyle.Breakdown, _) => "sell stop below the last low: the breakdown holds",
        (PlanStyle.Pullback, _) => "buy limit at the 50-bar average: the trend holds there",
        (PlanStyle.Rebound, _) => "buy stop above the last high: the fall has ended",
        _ => "sell stop below the last low: the rise has ended",
    };
}
