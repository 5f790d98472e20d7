using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Technic.Core.Text;

namespace Technic.Core.Market;

/// <summary>
/// Converts tickers of people and files to the provider's notation (<see cref="Symbol"/>): <c>aapl</c>, <c>$AAPL</c>, <c>NASDAQ:AAPL</c>,
/// <c>AAPL.US</c>, <c>AAPL US</c>; share classes <c>BRK/B</c>, <c>BRK-B</c>, <c>BRK B</c>; preferred shares <c>BAC^L</c>, <c>BAC$L</c>,
/// <c>BAC-PL</c>, <c>BAC/PL</c>, <c>BAC.PRL</c>, <c>BAC PRL</c>, <c>BAC-L</c>; warrants <c>ACAQ+</c>, <c>ACAQ-WT</c>, <c>ACAQ/WS</c>; units
/// <c>ACAQ=</c>, <c>ACAQ-UN</c>, <c>ACAQ/U</c>. A ticker in the provider's notation is unchanged: case is significant in <c>BACpL</c>. In
/// other tickers it is not.
/// </summary>
/// <remarks>
/// After a hyphen, <c>A</c>, <c>B</c>, <c>C</c> and <c>V</c> are share classes (Yahoo's notation), <c>U</c>, <c>W</c> and <c>R</c> are
/// units, warrants and rights, and the other letters are series of preferred shares (Nasdaq's notation): no listed share class has them.
/// </remarks>
public static partial class Ticker
{
    private static readonly string[] UsExchanges =
    [
        "NASDAQ", "NYSE", "NYSEARCA", "NYSEAMERICAN", "NYSEMKT", "AMEX", "ARCA", "BATS", "CBOE", "IEX", "OTC", "OTCMKTS", "OTCBB", "PINK",
        "PINKSHEETS", "US", "USA", "XNAS", "XNYS", "XASE", "ARCX", "XNGS", "XNCM", "XNMS", "NASDAQGS", "NASDAQGM", "NASDAQCM", "NMS", "NYQ",
        "ASE", "PCX", "EDGX",
    ];

    // Country codes after a ticker, in Bloomberg's notation.
    private static readonly string[] UsSuffixes = ["US", "UN", "UW", "UQ", "UP", "UA", "UR", "UF"];

    /// <summary>Parses a ticker.</summary>
    /// <exception cref="FormatException">The text is not a ticker of a US exchange; the message explains it in one sentence.</exception>
    public static Symbol Parse(string? text) => TryParse(text, out var symbol, out var why) ? symbol : throw new FormatException(why);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Symbol symbol) => TryParse(text, out symbol, out _);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Symbol symbol, [NotNullWhen(false)] out string? why)
    {
        // The form of nearly all tickers.
        if (text is { Length: > 0 } && IsPlain(text)) return Symbol.TryParse(text, out symbol, out why);
        symbol = default;
        why = null;
        var ticker = (text ?? "").Trim();
        if (ticker.Length <= Symbol.MaxLength + 16 && !TryTakeExchange(ref ticker, out why)) return false;
        if (ticker.Length <= Symbol.MaxLength + 1) ticker = Translate(ticker);
        return Symbol.TryParse(ticker, out symbol, out why);
    }

    /// <summary>Text to append to an unknown symbol: <c> (did you mean 'BRK.B'?)</c>; nothing when no candidate is similar.</summary>
    public static string DidYouMean(Symbol symbol, IEnumerable<Symbol> candidates)
    {
        var letters = Letters(symbol);
        var texts = candidates.Where(candidate => candidate != symbol).Select(candidate => candidate.Text).ToArray();
        // BRKB, BRK.B and BRKpB have the same letters; an error in the notation is more likely than one in the letters.
        var same = texts.FirstOrDefault(candidate => string.Equals(Letters(candidate), letters, StringComparison.OrdinalIgnoreCase));
        return same is null ? Suggestion.DidYouMean(symbol.Text, texts) : $" (did you mean '{same}'?)";

        static string Letters(object symbol) => string.Concat(symbol.ToString()!.Where(char.IsAsciiLetterOrDigit));
    }

    /// <summary>Removes the exchange or the country.</summary>
    private static bool TryTakeExchange(ref string ticker, [NotNullWhen(false)] out string? why)
    {
        why = null;
        if (ticker is ['$', _, ..]) ticker = ticker[1..];
        var colon = ticker.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            var (left, right) = (ticker[..colon].Trim(), ticker[(colon + 1)..].Trim());
            var exchange = string.Concat(left.Where(char.IsAsciiLetterOrDigit));
            if (UsExchanges.Contains(exchange, StringComparer.OrdinalIgnoreCase)) ticker = right;
            else if (UsSuffixes.Contains(right, StringComparer.OrdinalIgnoreCase)) ticker = left;
            else why = $"'{Printable.Of(ticker)}' is not of a US exchange: expected a ticker such as AAPL or NASDAQ:AAPL.";
            return why is null;
        }
        if (ticker.EndsWith(" Equity", StringComparison.OrdinalIgnoreCase)) ticker = ticker[..^7].TrimEnd();
        var cut = ticker.LastIndexOfAny([' ', '.']);
        // In AKO US and aapl.us it is the country; in AKO.A the class.
        var countries = cut > 0 && ticker[cut] == ' ' ? UsSuffixes : UsSuffixes.AsSpan(0, 1).ToArray();
        if (cut > 0 && countries.Contains(ticker[(cut + 1)..], StringComparer.OrdinalIgnoreCase))
            ticker = ticker[..cut].TrimEnd();
        return true;
    }

    private static string Translate(string ticker)
    {
        // N/A is a missing value, not class A of N.
        if (IsPlain(ticker) || Provider().IsMatch(ticker) || ticker.Equals("N/A", StringComparison.OrdinalIgnoreCase)) return ticker;
        var upper = ticker.ToUpperInvariant();
        var match = Notation().Match(upper);
        if (!match.Success)
        {
            var isOther = upper.Any(c => c is not (>= 'A' and <= 'Z') && !char.IsAsciiDigit(c) && c is not ('.' or '-'));
            return isOther ? ticker : upper;
        }
        var (root, mark, rest) = (match.Groups["root"].Value, match.Groups["mark"].Value, match.Groups["rest"].Value);
        return mark switch
        {
            "^" or "$" => $"{root}p{rest}",
            "+" => $"{root}.WS{(rest.Length > 0 ? "." + rest : "")}",
            "=" => $"{root}.U",
            _ => Suffixed(root, mark, rest, ticker),
        };
    }

    private static string Suffixed(string root, string mark, string rest, string ticker) => rest switch
    {
        "WS" or "WT" or "WTS" => $"{root}.WS",
        "W" when mark is "-" or "/" => $"{root}.WS",
        "U" or "UN" => $"{root}.U",
        "R" when mark is "-" or "/" => $"{root}r",
        "RT" or "RI" => $"{root}r",
        "PR" => $"{root}p",
        ['P', 'R', '.' or '-', var series] => $"{root}p{series}",
        ['P', 'R', var series] => $"{root}p{series}",
        ['P', '.' or '-', var series] => $"{root}p{series}",
        ['P', var series] => $"{root}p{series}",
        [not ('A' or 'B' or 'C' or 'V')] when mark == "-" => $"{root}p{rest}",
        { Length: 1 } => $"{root}.{rest}",
        _ => mark is "." or "-" ? ticker.ToUpperInvariant() : mark is "/" or "_" ? $"{root}.{rest}" : ticker,
    };

    private static bool IsPlain(string ticker)
    {
        foreach (var c in ticker)
        {
            if (c is not (>= 'A' and <= 'Z') && !char.IsAsciiDigit(c)) return false;
        }
        return true;
    }

    // The provider's own notation: a class, preferred (p), rights (r), when issued (w), in this case of letters.
    [GeneratedRegex(@"^[A-Z][A-Z0-9]*(\.[A-Z]{1,2}|\.WS\.[A-Z])?(p[A-Z]{0,3})?(r)?(w)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Provider();

    // A path, a date or a name with a slash is not a ticker and must not become one.
    [GeneratedRegex(
        @"^(?<root>[A-Z]{1,6})((?<mark>[/\^\$\-\._ ])(?<rest>[A-Z]{1,3}|PR?[\.\-][A-Z]|WTS)|(?<mark>[\^\+=])(?<rest>[A-Z]?))\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Notation();
}
