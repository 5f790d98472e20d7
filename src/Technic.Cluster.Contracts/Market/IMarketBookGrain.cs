namespace Technic.Cluster.Contracts;

/// <summary>Owns one list of the market; the key is its name: <c>splits</c>, <c>dividends</c>, <c>listings</c>, <c>companies</c>.</summary>
[Alias("technic.IMarketBookGrain")]
public interface IMarketBookGrain : IMarketDocument;
