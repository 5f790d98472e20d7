using System.Diagnostics.CodeAnalysis;

namespace Technic.Core.Histories;

/// <summary>How one lookup ended: with a history (perhaps a stale one), or with the reason why there is none.</summary>
/// <param name="History">The history; it may be without bars when the provider has none. <c>null</c> when the lookup failed.</param>
/// <param name="Tier">The tier that answered; <see cref="Tier.Provider"/> for a failure.</param>
/// <param name="Requests">The requests that this lookup made of the provider; a caller that joined another's flight made none.</param>
/// <param name="IsStale">Older than it should be, because the provider failed; <paramref name="Problem"/> says how.</param>
/// <param name="Problem">What went wrong, as one sentence for a person; <c>null</c> when nothing did.</param>
/// <param name="Failure">The kind of failure, when the provider failed.</param>
public sealed record HistoryLookup(
    PriceHistory? History, Tier Tier, int Requests = 0, bool IsStale = false, string? Problem = null, PriceSourceFailure? Failure = null)
{
    /// <summary>Whether there is a history to work with.</summary>
    [MemberNotNullWhen(true, nameof(History))]
    public bool Succeeded => History is not null;
}
