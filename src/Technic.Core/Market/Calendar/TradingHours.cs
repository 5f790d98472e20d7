namespace Technic.Core.Market.Calendar;

/// <summary>The part of a trading day.</summary>
public enum TradingHours
{
    /// <summary>No trading.</summary>
    Closed,

    /// <summary>From 4:00 New York to the opening.</summary>
    PreMarket,

    /// <summary>From the opening to the close.</summary>
    Regular,

    /// <summary>Four hours from the close.</summary>
    AfterMarket,
}
