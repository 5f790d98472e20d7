using Technic.Core.Market;
using Technic.Core.Histories;
using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>
/// The owner of one key; the grain's key is the text form of the <see cref="PriceHistoryKey"/>. It finds the history through the tiers, lets it expire, persists
/// it, and makes callers share one request.
/// </summary>
[Alias("technic.IPriceHistoryGrain")]
public interface IPriceHistoryGrain : IGrainWithStringKey
{
    /// <summary>The history through the tiers, bars and all.</summary>
    [Alias("Get")]
    Task<LookupAnswer> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>The grain's persisted history.</summary>
    [Alias("ReadRow")]
    Task<RowAnswer> ReadRowAsync(CancellationToken cancellationToken = default);

    /// <summary>Persists a history behind the answer.</summary>
    [Alias("Save")]
    Task SaveAsync(LookupAnswer history, CancellationToken cancellationToken = default);

    /// <summary>
    /// Requests the history from the provider and computes its row: one outcome, whose candidate is 0, and until then an empty batch every second.
    /// </summary>
    /// <param name="now">The moment of the search.</param>
    /// <param name="published">The last session that was published then.</param>
    /// <param name="adjust">The form of the prices that the row is computed from.</param>
    /// <param name="dividendsCheckedAt">When the dividends were last requested that the row needs; <c>null</c> for none.</param>
    /// <param name="cancellationToken">Leaves the request.</param>
    [Alias("Fetch")]
    IAsyncEnumerable<OutcomeBatch> FetchAsync(
        DateTimeOffset now, DateOnly published, PriceAdjustment adjust, DateTimeOffset? dividendsCheckedAt, CancellationToken cancellationToken = default);
}
