using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// Data about the market as a whole, beside the histories of its symbols. An engine implements it beside <see cref="IScanEngine"/> if it
/// can; scans do not need it.
/// </summary>
public interface IMarketReference
{
    /// <summary>All symbols of the source, requested once a day.</summary>
    /// <exception cref="ScanFailedException">The source failed, and no earlier list exists.</exception>
    ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken);

    /// <summary>The symbols that are known without a request; empty if they are not.</summary>
    ValueTask<IReadOnlyList<Listing>> GetKnownListingsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Listing>>([]);

    /// <summary>
    /// One session of the whole market as traded, not adjusted for splits; from the archive, or from the source when the archive lacks it.
    /// </summary>
    /// <returns>The session; without bars on a day without a session; <c>null</c> when the source provides no whole sessions.</returns>
    /// <exception cref="ScanFailedException">The source failed.</exception>
    ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>The splits executed from a day on, up to now, by date and symbol.</summary>
    /// <returns>The splits; <c>null</c> when the source provides none.</returns>
    /// <exception cref="ScanFailedException">The source failed.</exception>
    ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken);

    /// <summary>The dividends with an ex-date from a day on until now, by date and symbol.</summary>
    /// <param name="from">The day; <c>null</c> for all held dividends, at least those of the default window.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The dividends; <c>null</c> when the source provides none.</returns>
    /// <exception cref="ScanFailedException">The source failed.</exception>
    ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Dividend>?>(null);

    /// <summary>The reports of the stored days, ascending.</summary>
    /// <returns>The reports; <c>null</c> when the source provides no whole sessions.</returns>
    /// <exception cref="ScanFailedException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken);

    /// <summary>Reads the stored days and compares them with their neighbours, the calendar and the splits.</summary>
    /// <returns>The findings; <c>null</c> when the source provides no whole sessions.</returns>
    /// <exception cref="ScanFailedException">The store cannot be read now.</exception>
    ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken);

    /// <summary>Requests a session again to replace the stored one; a response with far fewer symbols is not used.</summary>
    /// <returns>The number of requests.</returns>
    /// <exception cref="ScanFailedException">The source failed, or provides no whole sessions.</exception>
    ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken);
}

/// <summary>One session of the market.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="Bars">The bar of every symbol that traded, as traded, in the order of the symbols.</param>
public sealed record MarketSession(DateOnly Day, IReadOnlyList<KeyValuePair<Symbol, Bar>> Bars);
