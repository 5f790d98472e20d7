using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>Finds out which security the bars of a lookup belong to, when they give a reason to ask.</summary>
public interface ISecurityResolver
{
    /// <summary>
    /// Whether a history begins late in its window, so that its earlier bars may stand under another ticker, and the provider was not asked
    /// yet.
    /// </summary>
    bool IsDoubtful(PriceHistory history, in Moment moment);

    /// <summary>Asks the provider; one that fails leaves the security unknown.</summary>
    /// <returns>The requests that this caller made, and whether the history has to be put together again.</returns>
    ValueTask<(int Requests, bool Outdated)> ResolveAsync(PriceHistory history, CancellationToken cancellationToken);
}
