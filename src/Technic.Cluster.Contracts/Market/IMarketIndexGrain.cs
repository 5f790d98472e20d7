namespace Technic.Cluster.Contracts;

/// <summary>
/// Knows which days of the market are stored, and the notes on days: how many symbols a day has, and that the provider had not published
/// one. The days themselves are with their grains. The key is <c>days</c>.
/// </summary>
[Alias("technic.IMarketIndexGrain")]
public interface IMarketIndexGrain : IGrainWithStringKey
{
    /// <summary>All entries by name; <c>null</c> while the database fails and they are unknown.</summary>
    [Alias("List")]
    Task<MarketIndex?> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Enters a name, unless it is there with a later time.</summary>
    [Alias("Add")]
    Task AddAsync(string name, DateTimeOffset at, CancellationToken cancellationToken = default);

    [Alias("Remove")]
    Task RemoveAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>The entries of the index.</summary>
/// <param name="Names">The names, in ordinal order.</param>
/// <param name="Times">The time of each.</param>
[GenerateSerializer, Immutable, Alias("technic.MarketIndex")]
public sealed record MarketIndex([property: Id(0)] string[] Names, [property: Id(1)] DateTimeOffset[] Times);
