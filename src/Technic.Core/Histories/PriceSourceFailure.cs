namespace Technic.Core.Histories;

/// <summary>Why a source could not answer.</summary>
public enum PriceSourceFailure
{
    /// <summary>Out of reach, too slow, or failing by itself; asking later may help.</summary>
    Unavailable,

    /// <summary>It refuses the key: no request with it can succeed.</summary>
    NotAuthorized,

    /// <summary>The quota is used up.</summary>
    RateLimited,

    /// <summary>It answered with something that is not what was asked for.</summary>
    BadData,

    /// <summary>The plan of the key does not include what this request asks for; other requests may succeed.</summary>
    Forbidden,

    /// <summary>It has not published the session yet; asking later helps.</summary>
    NotPublished,
}
