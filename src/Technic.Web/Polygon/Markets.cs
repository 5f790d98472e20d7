namespace Technic.Web.Polygon;

/// <summary>Maps exchange names to market identifier codes (ISO 10383).</summary>
internal static class Markets
{
    /// <summary>Returns the code. Other names are returned unchanged.</summary>
    public static string? Code(string? exchange) => exchange switch
    {
        "NYSE" => "XNYS",
        "NASDAQ" => "XNAS",
        "AMEX" => "XASE",
        "NYSE Arca" => "ARCX",
        "Cboe BZX" => "BATS",
        "IEX" => "IEXG",
        _ => exchange,
    };
}
