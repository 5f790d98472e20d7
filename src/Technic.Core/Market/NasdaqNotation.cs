using System.Text.RegularExpressions;

namespace Technic.Core.Market;

/// <summary>The tickers of Nasdaq's company lists: <c>BRK/B</c> for a share class, <c>ABR^D</c> for a preferred share.</summary>
public static partial class NasdaqNotation
{
    /// <summary>The same ticker in the provider's notation, <c>BRK.B</c> and <c>ABRpD</c>; any other text as it is.</summary>
    public static string Translate(string ticker)
    {
        var match = Notation().Match(ticker);
        if (!match.Success) return ticker;
        var root = match.Groups["root"].Value;
        return match.Groups["class"] is { Success: true } shareClass ? $"{root}.{shareClass.Value}" : $"{root}p{match.Groups["series"].Value}";
    }

    // A path or anything else with a slash in it is not a ticker, and must not become one.
    [GeneratedRegex(@"^(?<root>[A-Z]{1,6})(?:/(?<class>[A-Z]{1,3})|\^(?<series>[A-Z]?))\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Notation();
}
