using System.Text.RegularExpressions;
using Part = System.Text.RegularExpressions.Group;

namespace Technic.Core.Formulas.Syntax;

/// <summary>
/// Phrases of other tools that are more than a name: TC2000's <c>AVGC20.1</c>, StockCharts' <c>MACD Line(12,26,9)</c>, thinkScript's
/// <c>from 3 bars ago</c>, Pine's <c>request.security</c>, and the filters in the address of a Finviz screen.
/// </summary>
internal static class DialectPhrases
{
    /// <summary>A phrase has at most so many characters.</summary>
    private const int MaxLength = 120;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // A simple operand: a name, perhaps with members and arguments without parentheses of their own.
    private const string Operand = @"([A-Za-z_][\w.]*(?:\([^()]*\))?)";

    private static readonly (Regex Pattern, Func<Match, string> Ours)[] All =
    [
        // TC2000: a letter for the price, then the number of bars, then the number of bars ago.
        Of(@"(X?AVG|MAX|MIN|SUM)([OHLCV])(\d+)(?:\.(\d+))?\b", match => $"{Windowed(match)}{Offset(match.Groups[4])}"),
        Of(@"([OHLCV])(\d+)\b", match => $"{Price(match.Groups[1].Value)}[{match.Groups[2].Value}]"),
        Of(@"STOC(\d+)\.(\d+)\.(\d+)\b", match => $"stoch({match.Groups[1]}, {match.Groups[3]}, {match.Groups[2]}).d"),
        Of(@"STOC(\d+)\.(\d+)\b", match => $"stoch({match.Groups[1]}, 3, {match.Groups[2]}).k"),
        Of(@"STOC(\d+)\b", match => $"stoch({match.Groups[1]}, 3, 1).k"),
        Of(@"MACD(\d+)\.(\d+)\.(\d+)\b", match => $"macd({match.Groups[1]}, {match.Groups[2]}, {match.Groups[3]}).signal"),
        Of(@"MACD(\d+)\.(\d+)\b", match => $"macd({match.Groups[1]}, {match.Groups[2]}, 9).value"),
        Of(@"BB(TOP|BOT)(\d+)\.(\d+(?:\.\d+)?)\b",
            match => $"bb({match.Groups[2]}, {match.Groups[3]}).{(Is(match.Groups[1], "TOP") ? "upper" : "lower")}"),
        Of(@"(RSI|ATR|ADX|CCI|MFI|ROC|CMF)(\d+)(?:\.(\d+))?\b",
            match => $"{match.Groups[1].Value.ToLowerInvariant()}({match.Groups[2]}){Offset(match.Groups[3])}"),

        // StockCharts: names of several words.
        Of(@"MACD\s+Line\s*\(([^()]*)\)", match => $"macd({match.Groups[1]}).value"),
        Of(@"MACD\s+Signal\s*\(([^()]*)\)", match => $"macd({match.Groups[1]}).signal"),
        Of(@"MACD\s+Hist(?:ogram)?\s*\(([^()]*)\)", match => $"macd({match.Groups[1]}).histogram"),
        Of(@"(Upper|Middle|Mid|Lower)\s+BB\s*\(([^()]*)\)", match => $"bb({match.Groups[2]}).{Band(match.Groups[1])}"),
        Of(@"(Upper|Lower)\s+Keltner(?:\s+Channel)?\s*\(([^()]*)\)", match => $"keltner({match.Groups[2]}).{Band(match.Groups[1])}"),
        Of(@"(Upper|Lower)\s+(?:Price|Donchian)\s+Chan(?:nel)?\s*\(([^()]*)\)",
            match => $"donchian({match.Groups[2]}).{Band(match.Groups[1])}"),
        Of(@"ADX\s+Line\s*\(([^()]*)\)", match => $"adx({match.Groups[1]})"),
        Of(@"Aroon\s+(Up|Down|Osc)\s*\(([^()]*)\)",
            match => $"aroon({match.Groups[2]}).{(Is(match.Groups[1], "Osc") ? "oscillator" : match.Groups[1].Value.ToLowerInvariant())}"),
        Of(@"(?:Fast|Slow|Full)\s+Stoch\s+%([KD])\s*\((\d+)\s*,\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)", match =>
            $"stoch({match.Groups[2]}, {(match.Groups[4].Success ? match.Groups[4].Value : "3")}, {match.Groups[3]})"
            + $".{match.Groups[1].Value.ToLowerInvariant()}"),
        Of(@"Williams?\s+%R\s*\(([^()]*)\)", match => $"williams_r({match.Groups[1]})"),
        Of(@"PPO\s+Line\s*\(([^()]*)\)", match => $"ppo({match.Groups[1]}).value"),
        Of(@"(?:daily|today's)\s+" + Operand, match => match.Groups[1].Value),
        Of(@"yesterday's\s+" + Operand, match => $"{match.Groups[1]}[1]"),
        Of(@"(\d+)\s+(?:days?|bars?|weeks?|months?)\s+ago\s+" + Operand, match => $"{match.Groups[2]}[{match.Groups[1]}]"),
        Of(@"(weekly|monthly)\s+" + Operand, match => $"{match.Groups[1].Value.ToLowerInvariant()}.{match.Groups[2]}"),

        // thinkScript: words for signs, another symbol, another aggregation, plots of studies.
        Of(@"(?:is\s+)?(?:greater|more|higher)\s+than\s+or\s+equal(?:s)?(?:\s+to)?\b", _ => ">="),
        Of(@"(?:is\s+)?(?:less|lower)\s+than\s+or\s+equal(?:s)?(?:\s+to)?\b", _ => "<="),
        Of(@"(?:is\s+)?(?:greater|more|higher)\s+than\b", _ => ">"),
        Of(@"(?:is\s+)?(?:less|lower)\s+than\b", _ => "<"),
        Of(@"is\s+(?:above|over)\b", _ => ">"),
        Of(@"is\s+(?:below|under)\b", _ => "<"),
        Of(@"is\s+equal\s+to\b", _ => "="),
        Of(@"is\s+not\s+equal\s+to\b", _ => "!="),
        Of(@"crosses\s*\(\s*" + Operand + @"\s*,\s*" + Operand + @"\s*(?:,\s*CrossingDirection\.(ABOVE|BELOW|ANY)\s*)?\)",
            match => $"{match.Groups[1]} {Crossing(match.Groups[3])} {match.Groups[2]}"),
        Of(@"from\s+(\d+)\s+bars?\s+ago\b", match => $"[{match.Groups[1]}]"),
        Of(@"(open|high|low|close|volume)\s*\(\s*(?:symbol\s*=\s*)?[""'](\^?[A-Za-z.]+)[""']\s*\)",
            match => $"{match.Groups[2].Value.ToUpperInvariant()}.{match.Groups[1].Value.ToLowerInvariant()}"),
        Of(@"(open|high|low|close|volume)\s*\(\s*period\s*=\s*(?:AggregationPeriod\.|[""'])?(WEEK|MONTH|QUARTER|DAY|HOUR)[""']?\s*\)",
            match => $"{Timeframe(match.Groups[2])}.{match.Groups[1].Value.ToLowerInvariant()}"),
        Of(@"MACD\s*\(\s*\)\.(Value|Avg|Diff)\b", match => $"macd(12, 26, 9).{MacdPlot(match.Groups[1])}"),
        Of(@"BollingerBands\s*\(\s*\)\.(Upper|Mid|Lower)(?:Band|Line)\b", match => $"bb(20, 2).{Band(match.Groups[1])}"),
        Of(@"(RSI|ATR|ADX|CCI|StochasticSlow|StochasticFull)\s*\(\s*\)(?:\.(?:RSI|ATR|ADX|CCI|SlowK|FullK))?",
            match => Study(match.Groups[1])),
        Of(@"(?:plot|def|rec|input)\s+(\w+)\s*=(?=[^;]*;?\s*$)", _ => ""),
        Of(@"(?:def|rec|var|float|int|bool)\s+(\w+)\s*=", match => $"let {match.Groups[1]} ="),
        Of(@"input\s+(\w+)\s*=", match => $"let {match.Groups[1]} ="),
        Of(@"if\s+([^()]+?)\s+then\s+([^()]+?)\s+else\s+([^();]+)",
            match => $"if({match.Groups[1]}, {match.Groups[2]}, {match.Groups[3]})"),

        Of(@"(?:length|len|period|price|source|src|data)\s*=(?!=)\s*", _ => ""),

        // Pine: other timeframes and symbols.
        Of(@"request\.security\s*\(\s*syminfo\.tickerid\s*,\s*[""']1?(D|W|M)[""']\s*,\s*" + Operand + @"\s*\)",
            match => $"{Timeframe(match.Groups[1])}.{match.Groups[2]}"),
        Of(@"request\.security\s*\(\s*[""'](?:\w+:)?([A-Za-z]+)[""']\s*,\s*(?:[""'][^""']*[""']|timeframe\.period)\s*,\s*"
            + Operand + @"\s*\)",
            match => $"{match.Groups[1].Value.ToUpperInvariant()}.{match.Groups[2]}"),
        // Finviz: the filters of an address, and words of its pages.
        Of(@"ta_sma(\d+)_p([ab])\b", match => $"close {(Is(match.Groups[2], "a") ? ">" : "<")} sma({match.Groups[1]})"),
        Of(@"ta_rsi_o([sb])(\d+)\b", match => $"rsi(14) {(Is(match.Groups[1], "s") ? "<" : ">")} {match.Groups[2]}"),
        Of(@"sh_avgvol_([ou])(\d+)\b", match => $"avg(volume, 63) {Sign(match.Groups[1])} {match.Groups[2]}000"),
        Of(@"sh_relvol_([ou])(\d+(?:\.\d+)?)\b", match => $"volume / avg(volume, 63) {Sign(match.Groups[1])} {match.Groups[2]}"),
        Of(@"sh_price_([ou])(\d+)\b", match => $"close {Sign(match.Groups[1])} {match.Groups[2]}"),
        Of(@"sh_curvol_([ou])(\d+)\b", match => $"volume {Sign(match.Groups[1])} {match.Groups[2]}000"),
        Of(@"ta_change_([ud])(\d+)\b", match => Is(match.Groups[1], "u") ? $"roc(1) > {match.Groups[2]}" : $"roc(1) < -{match.Groups[2]}"),
        Of(@"ta_change_([ud])\b", match => Is(match.Groups[1], "u") ? "roc(1) > 0" : "roc(1) < 0"),
        Of(@"ta_gap_([ud])(\d+)\b", match => Is(match.Groups[1], "u") ? $"gap_up({match.Groups[2]})" : $"gap_down({match.Groups[2]})"),
        Of(@"ta_highlow(\d+)d_n([hl])\b", match => $"new_{(Is(match.Groups[2], "h") ? "high" : "low")}({match.Groups[1]})"),
        Of(@"ta_highlow52w_n([hl])\b", match => $"new_{(Is(match.Groups[1], "h") ? "high" : "low")}(252)"),
        Of(@"ta_highlow52w_b0to(\d+)h\b", match => $"fromHigh252 > -{match.Groups[1]}"),
        Of(@"ta_perf_(1|4|13|26|52)w(up|down)\b", match =>
            $"roc({5 * int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)}) "
            + $"{(Is(match.Groups[2], "up") ? ">" : "<")} 0"),
        Of(@"ta_averagetruerange_([ou])(\d+(?:\.\d+)?)\b", match => $"atr(14) {Sign(match.Groups[1])} {match.Groups[2]}"),
        Of(@"cap_(mega|large|mid|small)over\b", match => $"marketCap > {Capitalisation(match.Groups[1])}"),
        Of(@"sec_(\w+)\b", match => $"sector = '{match.Groups[1].Value.Replace('_', ' ')}'"),
        Of(@"52\s*-?\s*(?:w|week)\s+high\b", _ => "highest(high, 252)"),
        Of(@"52\s*-?\s*(?:w|week)\s+low\b", _ => "lowest(low, 252)"),

        // Numbers as people write them.
        Of(@"(\d+(?:\.\d+)?)([KMB])\b", match => $"{match.Groups[1]}e{Exponent(match.Groups[2])}"),
        Of(@"\$(?=\d)", _ => ""),
        Of("%", _ => ""),
        Of("&&?", _ => "and"),
        Of(@"\|\|?", _ => "or"),
        Of(";", _ => ""),
        Of(@"\[", _ => "("),
        Of(@"\]", _ => ")"),
        Of("!(?!=)", _ => "not "),
        Of("=>", _ => ">="),
        Of("=<", _ => "<="),
        Of("[‘’]", _ => "'"),
        Of("[“”]", _ => "\""),
    ];

    /// <summary>The replacement of the phrase at a position, or of one whose last words begin there; <c>null</c> without one.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="position">The position of an error, from 0.</param>
    public static FormulaFix? At(string text, int position)
    {
        if (Choice(text, position) is { } choice) return choice;
        // The error of AVGC20.1 is at the point, that of MACD Line(…) at the second word, that of RSI().RSI behind the parentheses.
        foreach (var start in (int[])[0, ChainBefore(text, position), WordBefore(text, position), position])
        {
            if (start < 0 || start >= text.Length) continue;
            var rest = text.Substring(start, Math.Min(MaxLength, text.Length - start));
            foreach (var (pattern, ours) in All)
            {
                // A phrase that begins before the error contains it.
                if (pattern.Match(rest) is { Success: true } match && start + match.Length > position)
                    return new FormulaFix(start, match.Length, ours(match));
            }
        }
        return null;
    }

    private static (Regex Pattern, Func<Match, string> Ours) Of(string pattern, Func<Match, string> ours) =>
        (new Regex($"^(?:{pattern})", Options), ours);

    /// <summary>Pine's <c>condition ? a : b</c> as the whole formula.</summary>
    private static FormulaFix? Choice(string text, int position)
    {
        if (position >= text.Length || text[position] != '?' || text.AsSpan(position + 1).Contains('?')) return null;
        var colon = text.IndexOf(':', position);
        if (colon < 0) return null;
        var (condition, a, b) = (text[..position].Trim(), text[(position + 1)..colon].Trim(), text[(colon + 1)..].Trim());
        return new FormulaFix(0, text.Length, $"if({condition}, {a}, {b})");
    }

    /// <summary>The start of the word that ends before a position, or −1.</summary>
    private static int WordBefore(string text, int position)
    {
        var end = Math.Min(position, text.Length);
        while (end > 0 && char.IsWhiteSpace(text[end - 1])) end--;
        var start = end;
        while (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.')) start--;
        return start < end ? start : -1;
    }

    /// <summary>The start of the names, points and arguments that end directly before a position.</summary>
    private static int ChainBefore(string text, int position)
    {
        var (start, depth) = (Math.Min(position, text.Length), 0);
        while (start > 0)
        {
            var before = text[start - 1];
            if (before == ')') depth++;
            else if (before == '(' && depth > 0) depth--;
            else if (depth == 0 && !(char.IsAsciiLetterOrDigit(before) || before is '_' or '.')) break;
            start--;
        }
        return start;
    }

    private static bool Is(Part group, string text) => group.Value.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static string Sign(Part group) => Is(group, "o") ? ">" : "<";

    private static string Offset(Part group) => group.Success ? $"[{group.Value}]" : "";

    private static string Price(string letter) => letter.ToUpperInvariant() switch
    {
        "O" => "open",
        "H" => "high",
        "L" => "low",
        "C" => "close",
        _ => "volume",
    };

    private static string Windowed(Match match)
    {
        var function = match.Groups[1].Value.ToUpperInvariant() switch
        {
            "AVG" => "avg",
            "XAVG" => "ema",
            "MAX" => "highest",
            "MIN" => "lowest",
            _ => "sum",
        };
        return $"{function}({Price(match.Groups[2].Value)}, {match.Groups[3].Value})";
    }

    private static string Band(Part group) => Is(group, "Upper") ? "upper" : Is(group, "Lower") ? "lower" : "middle";

    private static string MacdPlot(Part group) => Is(group, "Avg") ? "signal" : Is(group, "Diff") ? "histogram" : "value";

    private static string Study(Part group) => Is(group, "StochasticSlow") || Is(group, "StochasticFull")
        ? "stoch(10, 3, 3).k"
        : $"{group.Value.ToLowerInvariant()}(14)";

    private static string Crossing(Part group) => Is(group, "ABOVE") ? "crosses above" : Is(group, "BELOW") ? "crosses below" : "crosses";

    private static string Timeframe(Part group) => group.Value.ToUpperInvariant() switch
    {
        "W" or "WEEK" => "weekly",
        "M" or "MONTH" => "monthly",
        "QUARTER" => "quarterly",
        "HOUR" => "hourly",
        _ => "daily",
    };

    private static string Capitalisation(Part group) => group.Value.ToLowerInvariant() switch
    {
        "mega" => "200e9",
        "large" => "10e9",
        "mid" => "2e9",
        _ => "300e6",
    };

    private static int Exponent(Part group) => group.Value.ToUpperInvariant() switch { "K" => 3, "M" => 6, _ => 9 };
}
