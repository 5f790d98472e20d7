namespace Technic.Polygon;

/// <summary>The names of exchanges by their ISO 10383 market identifier codes.</summary>
internal static class Exchanges
{
    /// <summary>The usual name; the code itself for other exchanges.</summary>
    public static string? Name(string? code) => code switch
    {
        "XNYS" => "NYSE",
        "XNAS" => "NASDAQ",
        "XASE" => "AMEX",
        "ARCX" => "NYSE Arca",
        "BATS" => "Cboe BZX",
        "IEXG" => "IEX",
        _ => code,
    };
}
