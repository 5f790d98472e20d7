using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// What an engine knows of the market as a whole, beside the histories of its symbols. An engine implements it beside
/// <see cref="IScanEngine"/> where it can; nothing that
/// scans needs it.
/// </summary>
public interface IMarketReference
{
    /// <summary>Every symbol that the source lists, asked for once a day.</summary>
    /// <exception cref="ScanFailedException">The source failed, and no earlier list exists.</exception>
    ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken);

    /// <summary>The symbols as far as they are known without a request; empty when they are not.</summary>
    ValueTask<IReadOnlyList<Listing>> GetKnownListingsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<Listing>>([]);

    /// <summary>
    /// One session of the whole market as it was traded, not adjusted for splits; from the archive, or from the source when the archive
    /// lacks it.
    /// </summary>
    /// <returns>The session's bars, without any on a day without a session; <c>null</c> when the source gives no whole sessions.</returns>
    /// <exception cref="ScanFailedException">The source failed.</exception>
    ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>The splits executed from a day on, up to now, by date and symbol.</summary>
    /// <returns>The splits; <c>null</c> when the source does not tell of any.</returns>
    /// <exception cref="ScanFailedException">The source failed.</exception>
    ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken);

    /// <summary>The dividends with an ex-date from a day on, up to now, by date and symbol.</summary>
    /// <param name="from">The day; <c>null</c> for all that are held, those of the default window at least.</param>
    /// <param name="cancellationToken">Ends the request under way.</param>
    /// <returns>The dividends; <c>null</c> when the source does not tell of any.</returns>
    /// <exception cref="ScanFailedException">The source failed.</exception>
    ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Dividend>?>(null);

    /// <summary>What is known of the stored days, ascending.</summary>
    /// <returns>The days; <c>null</c> when the source gives no whole sessions.</returns>
    /// <exception cref="ScanFailedException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken);

    /// <summary>Reads the stored days and holds them against their neighbours, the calendar and the splits.</summary>
    /// <returns>What was found; <c>null</c> when the source gives no whole sessions.</returns>
    /// <exception cref="ScanFailedException">The store cannot be read now.</exception>
    ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken);

    /// <summary>Requests a session again, in place of the one that is stored; an answer with far fewer symbols is not used.</summary>
    /// <returns>The requests it took.</returns>
    /// <exception cref="ScanFailedException">The source failed, or gives no whole sessions.</exception>
    ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken);
}

/// <summary>One session of the market.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="Bars">The bar of every symbol that traded, as it was traded, in the order of the symbols.</param>
public sealed record MarketSession(DateOnly Day, IReadOnlyList<KeyValuePair<Symbol, Bar>> Bars);
