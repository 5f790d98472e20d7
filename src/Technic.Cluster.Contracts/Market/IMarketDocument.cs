namespace Technic.Cluster.Contracts;

/// <summary>A grain that owns one document of the market and persists it as its state.</summary>
[Alias("technic.IMarketDocument")]
public interface IMarketDocument : IGrainWithStringKey
{
    /// <summary>The document.</summary>
    [Alias("Read")]
    Task<DocumentAnswer> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Replaces the document, unless it has a later one. While the database fails, the grain keeps it and tries again.</summary>
    [Alias("Keep")]
    Task KeepAsync(MarketDocument document, CancellationToken cancellationToken = default);

    /// <summary>Removes the document.</summary>
    [Alias("Forget")]
    Task ForgetAsync(CancellationToken cancellationToken = default);
}
