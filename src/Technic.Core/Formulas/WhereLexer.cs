using System.Globalization;
using Technic.Core.Text;

namespace Technic.Core.Formulas;

/// <summary>Splits a condition into tokens.</summary>
internal sealed class WhereLexer(string text)
{
    private const string ComparisonSigns = "<>=!";
    private const string OtherSigns = "(),+-*/";
    private const NumberStyles NumberStyle = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private int _position;

    /// <summary>The next token; at the end, the end token repeatedly.</summary>
    /// <exception cref="WhereException">The text at the position is not part of the language.</exception>
    public WhereToken Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        if (_position == text.Length) return new WhereToken(TokenKind.End, _position, "");
        var first = text[_position];
        if (IsWordStart(first)) return Word();
        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(At(_position + 1)))) return Number();
        if (first is '\'' or '"') return Quoted(first);
        if (ComparisonSigns.Contains(first)) return Comparison();
        if (OtherSigns.Contains(first)) return new WhereToken(TokenKind.Sign, _position, text.Substring(_position++, 1));
        throw new WhereException(_position, $"unexpected character '{Printable.Of(first.ToString())}'{Hint(first)}.");
    }

    private WhereToken Word()
    {
        var start = _position;
        while (IsWordStart(At(_position)) || char.IsAsciiDigit(At(_position))) _position++;
        return new WhereToken(TokenKind.Word, start, text[start.._position]);
    }

    private WhereToken Number()
    {
        var start = _position;
        while (IsPartOfNumber(_position)) _position++;
        var written = text[start.._position];
        var number = 0.0;
        var isNumber = !HasLooseUnderscore(written)
            && double.TryParse(written.Replace("_", "", StringComparison.Ordinal), NumberStyle, CultureInfo.InvariantCulture, out number);
        if (!isNumber)
            throw new WhereException(start, $"invalid number '{Printable.Of(written)}': expected e.g. 1500, 1_500, 0.5 or 1.5e3.");
        if (!double.IsFinite(number)) throw new WhereException(start, $"the number '{Printable.Of(written)}' is too large.");
        return new WhereToken(TokenKind.Number, start, written, number);
    }

    private WhereToken Quoted(char quote)
    {
        var start = _position;
        var end = start;
        do
        {
            end = text.IndexOf(quote, end + 1);
            if (end < 0) throw new WhereException(start, $"the text that begins here has no closing {quote}.");
            // A quote inside a text is doubled.
        } while (At(end + 1) == quote && end++ >= 0);
        _position = end + 1;
        var written = text[(start + 1)..end];
        return new WhereToken(TokenKind.Text, start, written.Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal));
    }

    private WhereToken Comparison()
    {
        var start = _position;
        while (ComparisonSigns.Contains(At(_position))) _position++;
        var sign = text[start.._position];
        return sign is "=" or "==" or "!=" or "<>" or "<" or "<=" or ">" or ">="
            ? new WhereToken(TokenKind.Sign, start, sign)
            : throw new WhereException(start, $"Unknown operator '{Printable.Of(sign)}'{Meant(sign)}: expected =, !=, <, <=, > or >=.");
    }

    private bool IsPartOfNumber(int position)
    {
        var c = At(position);
        if (char.IsAsciiLetterOrDigit(c) || c is '.' or '_') return true;
        return c is '+' or '-' && At(position - 1) is 'e' or 'E' && char.IsAsciiDigit(At(position + 1));
    }

    private static bool HasLooseUnderscore(string written)
    {
        for (var i = written.IndexOf('_'); i >= 0; i = written.IndexOf('_', i + 1))
        {
            if (i + 1 == written.Length || !char.IsAsciiDigit(written[i - 1]) || !char.IsAsciiDigit(written[i + 1])) return true;
        }
        return false;
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private char At(int position) => position < text.Length ? text[position] : '\0';

    private static string Meant(string sign) => sign switch
    {
        "=>" => " (did you mean '>='?)",
        "=<" => " (did you mean '<='?)",
        "!" => " (did you mean 'not'?)",
        _ => "",
    };

    private static string Hint(char c) => c switch
    {
        '&' => " (did you mean 'and'?)",
        '|' => " (did you mean 'or'?)",
        '%' => ": columns in percent contain percent, so write 2 % as 2",
        '‘' or '’' or '“' or '”' or '`' => ": enclose a text in ' or \"",
        '[' or '{' or ']' or '}' => ": use parentheses ( and )",
        _ => "",
    };
}
