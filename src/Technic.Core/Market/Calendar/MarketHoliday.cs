namespace Technic.Core.Market.Calendar;

/// <summary>A day on which an exchange does not have its regular hours, according to the provider.</summary>
/// <param name="Date">The New York date.</param>
/// <param name="Exchange">The exchange, e.g. <c>NYSE</c>.</param>
/// <param name="Name">The holiday's name.</param>
/// <param name="Close">The end of a shortened session; <c>null</c> on a day without a session.</param>
public sealed record MarketHoliday(DateOnly Date, string Exchange, string Name, DateTimeOffset? Close)
{
    /// <summary>Whether the exchange is closed all day.</summary>
    public bool IsClosed => Close is null;
}
