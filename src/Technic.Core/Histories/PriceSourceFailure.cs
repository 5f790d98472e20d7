namespace Technic.Core.Histories;

/// <summary>The kinds of failures of a source.</summary>
public enum PriceSourceFailure
{
    /// <summary>Unreachable, too slow, or failing; a later request may succeed.</summary>
    Unavailable,

    /// <summary>It refuses the API key: no request with it can succeed.</summary>
    NotAuthorized,

    /// <summary>The quota is used up.</summary>
    RateLimited,

    /// <summary>Its response is not the expected one.</summary>
    BadData,

    /// <summary>The plan of the API key does not include this request; other requests may succeed.</summary>
    Forbidden,

    /// <summary>It has not published the session yet; a later request will succeed.</summary>
    NotPublished,
}
