namespace Technic.Core.Plans;

/// <summary>Which way a trade goes.</summary>
public enum TradeDirection
{
    /// <summary>Buy, and gain when the price rises.</summary>
    Long,

    /// <summary>Sell short, and gain when the price falls.</summary>
    Short,
}
