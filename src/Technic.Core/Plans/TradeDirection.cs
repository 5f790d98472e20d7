namespace Technic.Core.Plans;

/// <summary>The direction of a trade.</summary>
public enum TradeDirection
{
    /// <summary>Buy, for a profit when the price rises.</summary>
    Long,

    /// <summary>Sell short, for a profit when the price falls.</summary>
    Short,
}
