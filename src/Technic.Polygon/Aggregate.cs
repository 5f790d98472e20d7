namespace Technic.Polygon;

/// <summary>The units of the length of an aggregate.</summary>
public enum AggregateSpan
{
    /// <summary>Seconds, pre- and after-market included.</summary>
    Second,

    /// <summary>Minutes, pre- and after-market included.</summary>
    Minute,

    /// <summary>Hours, pre- and after-market included.</summary>
    Hour,

    /// <summary>Sessions.</summary>
    Day,

    /// <summary>Weeks, from Sunday.</summary>
    Week,

    /// <summary>Calendar months.</summary>
    Month,

    /// <summary>Calendar quarters.</summary>
    Quarter,

    /// <summary>Calendar years.</summary>
    Year,
}

/// <summary>A bar as Polygon gives it, of any length.</summary>
/// <param name="Start">Its start.</param>
/// <param name="Open">The first price, in US dollars.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The last price.</param>
/// <param name="Volume">Shares.</param>
/// <param name="Vwap">The volume-weighted average price; <c>null</c> if it is not given.</param>
/// <param name="Trades">The number of trades; <c>null</c> if it is not given.</param>
public sealed record Aggregate(
    DateTimeOffset Start, double Open, double High, double Low, double Close, double Volume, double? Vwap, long? Trades);

/// <summary>The session of one symbol.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="Open">The opening price, in US dollars.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The closing price.</param>
/// <param name="Volume">Shares.</param>
/// <param name="PreMarket">The first price before the session; <c>null</c> if there is none.</param>
/// <param name="AfterHours">The last price after the session; <c>null</c> if there is none.</param>
public sealed record OpenClose(
    DateOnly Day, double Open, double High, double Low, double Close, double Volume, double? PreMarket, double? AfterHours);
