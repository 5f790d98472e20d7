namespace Technic.Core.Market;

/// <summary>The known properties of a symbol beside its prices; <c>null</c> where the source has no value.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Name">The company's name.</param>
/// <param name="Exchange">The exchange's name, e.g. <c>NASDAQ</c>.</param>
/// <param name="Sector">The sector's name as written by the source.</param>
/// <param name="Industry">The industry's name as written by the source.</param>
/// <param name="MarketCap">Market capitalisation in US dollars.</param>
public sealed record Listing(
    Symbol Symbol, string? Name = null, string? Exchange = null, string? Sector = null, string? Industry = null, double? MarketCap = null)
{
    /// <summary>
    /// The type of security in the provider's codes: <c>CS</c> common stock, <c>ADRC</c> American depositary receipt, <c>ETF</c>, …
    /// </summary>
    public string? Type { get; init; }
}

/// <summary>
/// A split: on <paramref name="ExecutionDate"/> one share became <paramref name="Ratio"/> shares (4 for a 4-for-1 split, 0.1 for a
/// 1-for-10).
/// </summary>
public readonly record struct Split(Symbol Symbol, DateOnly ExecutionDate, double Ratio);
