using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>How one symbol of a scan fared: a row, or the reason why there is none.</summary>
/// <param name="Candidate">The symbol's place among the scan's candidates.</param>
/// <param name="Row">The row; <c>null</c> exactly when <paramref name="Failure"/> says why.</param>
/// <param name="Tier">The tier that answered.</param>
/// <param name="Requests">The provider requests it took.</param>
/// <param name="IsStale">Whether the row comes from an old copy because the provider failed.</param>
/// <param name="Failure">Why there is no row, as one sentence.</param>
/// <param name="ProviderFailure">The kind of failure, when the provider failed.</param>
public readonly record struct SymbolOutcome(int Candidate, ScanRow? Row, Tier Tier, int Requests = 0, bool IsStale = false, string? Failure = null,
    PriceSourceFailure? ProviderFailure = null)
{
    /// <summary>What is said of a symbol whose provider has no bars in the window.</summary>
    public const string NoBars = "no bars in the window";

    /// <summary>The outcome of a lookup that brought no bars.</summary>
    public static SymbolOutcome WithoutRow(int candidate, HistoryLookup lookup) =>
        new(candidate, null, lookup.Tier, lookup.Requests, false, lookup.Succeeded ? NoBars : lookup.Problem, lookup.Failure);
}
