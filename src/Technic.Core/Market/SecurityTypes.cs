using Technic.Core.Text;

namespace Technic.Core.Market;

/// <summary>The types of securities, in the provider's codes (Polygon, <c>/v3/reference/tickers/types</c>, stocks of the US).</summary>
public static class SecurityTypes
{
    /// <summary>All types.</summary>
    public const string All = "ALL";

    /// <summary>The default types of a scan: common stocks, American depositary receipts, and exchange-traded funds.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["CS", "ADRC", "ETF"];

    /// <summary>All codes.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        "CS", "ADRC", "ETF", "PFD", "WARRANT", "RIGHT", "UNIT", "FUND", "SP", "ADRP", "ADRW", "ADRR", "ETN", "ETS", "ETV", "OS", "GDR",
        "NYRS", "AGEN", "EQLK", "BOND", "BASKET", "LT", "OTHER",
    ];

    /// <summary>The error message for an unknown code; <c>null</c> when it is valid, or <see cref="All"/>.</summary>
    public static string? Complaint(string code) =>
        code.Equals(All, StringComparison.OrdinalIgnoreCase) || Codes.Contains(code, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"Unknown type '{Printable.Of(code)}'{Suggestion.DidYouMean(code.ToUpperInvariant(), Codes)}: "
                + $"expected {All} or some of {string.Join(", ", Codes)}.";
}
