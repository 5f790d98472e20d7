using Technic.Core.Histories;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>The outcome of one symbol of a scan: a row, or the reason why there is none.</summary>
/// <param name="Candidate">The symbol's index in the scan's candidates.</param>
/// <param name="Row">The row; <c>null</c> exactly when <paramref name="Failure"/> contains the reason.</param>
/// <param name="Tier">The tier that answered.</param>
/// <param name="Requests">The number of provider requests.</param>
/// <param name="IsStale">Whether the row comes from an old copy because the provider failed.</param>
/// <param name="Failure">The reason for the missing row, as one sentence.</param>
/// <param name="ProviderFailure">The kind of failure, when the provider failed.</param>
public readonly record struct SymbolOutcome(
    int Candidate, ScanRow? Row, Tier Tier, int Requests = 0, bool IsStale = false, string? Failure = null,
    PriceSourceFailure? ProviderFailure = null)
{
    /// <summary>The reason for a symbol without bars in the window.</summary>
    public const string NoBars = "no bars in the window";

    /// <summary>The outcome of a search's answer with the computation <see cref="RowComputation"/>.</summary>
    public static SymbolOutcome Of(in HistoryAnswer answer)
    {
        var lookup = answer.Lookup;
        var row = (ScanRow?)answer.Computed;
        var failure = row is not null ? null : lookup.Problem ?? NoBars;
        return new SymbolOutcome(
            answer.Place, row, lookup.Tier, lookup.Requests, row is not null && lookup.IsStale, failure, lookup.Failure);
    }

    /// <summary>The answer of a search from another process: with the row and without the history.</summary>
    public HistoryAnswer ToAnswer()
    {
        var problem = Failure == NoBars ? null : Failure;
        return new HistoryAnswer(Candidate, new HistoryLookup(null, Tier, Requests, IsStale, problem, ProviderFailure), Row);
    }
}
