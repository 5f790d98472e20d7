using System.Diagnostics.CodeAnalysis;

namespace Technic.Core.Histories;

/// <summary>The result of a lookup: a history (possibly stale), or the reason for its absence.</summary>
/// <param name="History">The history; without bars when the provider has none; <c>null</c> when the lookup failed.</param>
/// <param name="Tier">The tier that answered; <see cref="Tier.Provider"/> for a failure.</param>
/// <param name="Requests">The provider requests of this lookup; 0 for a caller that shared another's request.</param>
/// <param name="IsStale">Whether it is outdated because the provider failed; see <paramref name="Problem"/>.</param>
/// <param name="Problem">The error, as one sentence for the user; <c>null</c> for none.</param>
/// <param name="Failure">The kind of provider failure.</param>
public sealed record HistoryLookup(
    PriceHistory? History, Tier Tier, int Requests = 0, bool IsStale = false, string? Problem = null, PriceSourceFailure? Failure = null)
{
    /// <summary>Whether there is a history.</summary>
    [MemberNotNullWhen(true, nameof(History))]
    public bool Succeeded => History is not null;
}
