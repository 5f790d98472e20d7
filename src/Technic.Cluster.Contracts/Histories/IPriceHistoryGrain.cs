using Technic.Core.Market;

namespace Technic.Cluster.Contracts;

/// <summary>
/// The owner of one key; the grain's key is the text form of the key, <c>AAPL_90_daily</c>. While the grain is active, its history is in
/// the shared memory of its silo; one hour after the history came, both are gone. The persisted state of the grain is the stored history.
/// </summary>
[Alias("technic.IPriceHistoryGrain")]
public interface IPriceHistoryGrain : IGrainWithStringKey
{
    /// <summary>The history through the tiers, with its bars.</summary>
    /// <param name="call">The id of the lookup; the caller asks again with it until there is an answer.</param>
    /// <param name="cancellationToken">Cancels the lookup.</param>
    /// <returns>The answer; <c>null</c> while the lookup is running.</returns>
    [Alias("Look")]
    Task<LookupAnswer?> GetAsync(Guid call, CancellationToken cancellationToken = default);

    /// <summary>The history through the tiers, with its prices in a form.</summary>
    /// <param name="call">The id of the lookup; the caller asks again with it until there is an answer.</param>
    /// <param name="adjustment">The form.</param>
    /// <param name="cancellationToken">Cancels the lookup.</param>
    /// <returns>The answer; <c>null</c> while the lookup is running.</returns>
    [Alias("LookAdjusted")]
    Task<AdjustedAnswer?> GetAdjustedAsync(Guid call, PriceAdjustment adjustment, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes over the history that a silo has put into its memory, on its own or with thousands of others after a load of the market.
    /// </summary>
    /// <param name="silo">The silo that has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the grain owns it now.</returns>
    [Alias("Own")]
    Task<Ownership> OwnAsync(SiloAddress silo, CancellationToken cancellationToken = default);

    /// <summary>The grain's persisted history.</summary>
    [Alias("ReadRow")]
    Task<RowAnswer> ReadRowAsync(CancellationToken cancellationToken = default);

    /// <summary>Persists a history, after the call has returned.</summary>
    [Alias("Save")]
    Task SaveAsync(LookupAnswer history, CancellationToken cancellationToken = default);

    /// <summary>
    /// Requests the history from the provider and computes its row: one outcome, whose candidate is 0, and until then an empty batch every
    /// second.
    /// </summary>
    /// <param name="now">The moment of the search.</param>
    /// <param name="published">The last session that was published then.</param>
    /// <param name="adjust">The form of the prices that the row is computed from.</param>
    /// <param name="dividendsCheckedAt">When the dividends were last requested that the row needs; <c>null</c> for none.</param>
    /// <param name="formulas">What formulas need of the history beside the row; <c>null</c> for none.</param>
    /// <param name="scan">The scan for which the requests are counted.</param>
    /// <param name="methods">The own functions and score that the row needs; <c>null</c> for none.</param>
    /// <param name="cancellationToken">Leaves the request.</param>
    [Alias("FetchFor")]
    IAsyncEnumerable<OutcomeBatch> FetchAsync(
        DateTimeOffset now, DateOnly published, PriceAdjustment adjust, DateTimeOffset? dividendsCheckedAt, FormulaMessage? formulas,
        Guid scan, OwnMethods? methods, CancellationToken cancellationToken = default);
}

/// <summary>Whether a grain owns a history in the memory of a silo.</summary>
public enum Ownership
{
    /// <summary>The grain is on that silo, and owns the history.</summary>
    Owned = 0,

    /// <summary>The grain was on a silo that is not its home any more and leaves it for its home. A second call finds it there.</summary>
    Moving = 1,

    /// <summary>The grain is at home on another silo: the history has to leave the memory.</summary>
    Elsewhere = 2,
}
