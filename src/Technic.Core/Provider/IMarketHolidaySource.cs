using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>Additional method of a source that lists the exchanges' holidays. The rules of <see cref="IPriceSource"/> apply.</summary>
public interface IMarketHolidaySource
{
    /// <summary>The days from today on on which an exchange is closed or closes early, including unscheduled ones.</summary>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedHolidays> FetchUpcomingHolidaysAsync(CancellationToken cancellationToken);
}

/// <summary>Holidays and the number of requests.</summary>
public sealed record FetchedHolidays(IReadOnlyList<MarketHoliday> Holidays, int Requests);
