namespace Technic.FakePolygon;

/// <summary>The properties of a company in <c>/v3/reference/tickers/{ticker}</c>, beside its listing.</summary>
public sealed record FakeCompany(int? SicCode = null, string? SicDescription = null, double? MarketCap = null, DateOnly? ListedOn = null);
