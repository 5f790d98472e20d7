namespace Technic.Web.Polygon;

/// <summary>The codes of exchanges (ISO 10383) by their names.</summary>
internal static class Markets
{
    /// <summary>The code; a name that has none here is one already.</summary>
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
