namespace Technic.FakePolygon;

/// <summary>What <c>/v3/reference/tickers/{ticker}</c> says of a company beside its listing.</summary>
public sealed record FakeCompany(int? SicCode = null, string? SicDescription = null, double? MarketCap = null, DateOnly? ListedOn = null);
