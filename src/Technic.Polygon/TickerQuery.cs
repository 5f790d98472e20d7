namespace Technic.Polygon;

/// <summary>Which tickers of the US stock market to list; without a value all active ones.</summary>
/// <param name="Day">The day of the list (New York date); <c>null</c> for now.</param>
/// <param name="Search">A text in the ticker or the name of the company.</param>
/// <param name="Type">A type of security in Polygon's codes, e.g. <c>CS</c> or <c>ETF</c>.</param>
/// <param name="IsActive">Whether the tickers trade, or are delisted.</param>
public sealed record TickerQuery(DateOnly? Day = null, string? Search = null, string? Type = null, bool IsActive = true)
{
    internal string Parameters => string.Concat(
        $"market=stocks&active={(IsActive ? "true" : "false")}",
        Day is { } day ? $"&date={ReferencePages.Iso(day)}" : "",
        Search is { } search ? $"&search={Uri.EscapeDataString(search)}" : "",
        Type is { } type ? $"&type={Uri.EscapeDataString(type)}" : "");
}
