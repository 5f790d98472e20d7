namespace Technic.Core.Market.Calendar;

/// <summary>A day on which an exchange does not keep its usual hours, as the provider lists it.</summary>
/// <param name="Date">The New York date.</param>
/// <param name="Exchange">The exchange, e.g. <c>NYSE</c>.</param>
/// <param name="Name">The holiday's name.</param>
/// <param name="Close">When a shortened session ends; <c>null</c> when there is none that day.</param>
public sealed record MarketHoliday(DateOnly Date, string Exchange, string Name, DateTimeOffset? Close)
{
    /// <summary>Whether the exchange stays closed all day.</summary>
    public bool IsClosed => Close is null;
}
