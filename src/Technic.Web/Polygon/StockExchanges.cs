using System.Collections.Immutable;

namespace Technic.Web.Polygon;

/// <summary>A trading venue of US stocks.</summary>
/// <param name="Id">Polygon's number, which its trades and quotes name.</param>
/// <param name="Name">The name.</param>
/// <param name="Code">The market identifier code (ISO 10383); <c>null</c> without one.</param>
/// <param name="Operator">The code of the operator (ISO 10383).</param>
/// <param name="Participant">The letter of the consolidated tape (CTA and UTP); <c>null</c> without one.</param>
/// <param name="Type">Polygon's type: <c>exchange</c>, <c>TRF</c>, <c>SIP</c> or <c>ORF</c>.</param>
internal sealed record StockExchange(int Id, string Name, string? Code, string? Operator, string? Participant, string Type = "exchange");

/// <summary>The trading venues of US stocks, and the codes of the exchanges that list them.</summary>
internal static class StockExchanges
{
    /// <summary>The venues, by <see cref="StockExchange.Id"/>.</summary>
    public static ImmutableArray<StockExchange> All { get; } =
    [
        new(1, "NYSE American, LLC", "XASE", "XNYS", "A"),
        new(2, "Nasdaq OMX BX, Inc.", "XBOS", "XNAS", "B"),
        new(3, "NYSE National, Inc.", "XCIS", "XNYS", "C"),
        new(4, "FINRA Alternative Display Facility", "XADF", "FINR", "D", "TRF"),
        new(5, "Unlisted Trading Privileges", null, "XNAS", "E", "SIP"),
        new(6, "International Securities Exchange, LLC - Stocks", "XISE", "XNAS", "I", "TRF"),
        new(7, "Cboe EDGA", "EDGA", "XCBO", "J"),
        new(8, "Cboe EDGX", "EDGX", "XCBO", "K"),
        new(9, "NYSE Chicago, Inc.", "XCHI", "XNYS", "M"),
        new(10, "New York Stock Exchange", "XNYS", "XNYS", "N"),
        new(11, "NYSE Arca, Inc.", "ARCX", "XNYS", "P"),
        new(12, "Nasdaq", "XNAS", "XNAS", "T"),
        new(13, "Consolidated Tape Association", null, "XNYS", "S", "SIP"),
        new(14, "Long-Term Stock Exchange", "LTSE", "LTSE", "L"),
        new(15, "Investors Exchange", "IEXG", "IEXG", "V"),
        new(16, "Cboe Stock Exchange", "CBSX", "XCBO", "W", "TRF"),
        new(17, "Nasdaq Philadelphia Exchange LLC", "XPHL", "XNAS", "X"),
        new(18, "Cboe BYX", "BATY", "XCBO", "Y"),
        new(19, "Cboe BZX", "BATS", "XCBO", "Z"),
        new(20, "MIAX Pearl", "EPRL", "MIHI", "H"),
        new(21, "Members Exchange", "MEMX", "MEMX", "U"),
        new(62, "OTC Equity Security", "OOTC", "FINR", null, "ORF"),
    ];

    /// <summary>The code of an exchange by its usual name. Other names are returned unchanged.</summary>
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
