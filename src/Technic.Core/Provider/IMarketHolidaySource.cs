using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>What a source can also do when it lists the exchanges' holidays. It keeps to the rules of <see cref="IPriceSource"/>.</summary>
public interface IMarketHolidaySource
{
    /// <summary>The days from today on at which an exchange is closed or closes early, unscheduled ones included.</summary>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedHolidays> FetchUpcomingHolidaysAsync(CancellationToken cancellationToken);
}

/// <summary>Holidays, and how many requests they took.</summary>
public sealed record FetchedHolidays(IReadOnlyList<MarketHoliday> Holidays, int Requests);
