using System.Globalization;
using Technic.Core.Text;

namespace Technic.Core.Formulas.Syntax;

/// <summary>Splits a formula into tokens. A comment begins with <c>#</c> or <c>//</c> and ends with the line.</summary>
/// <param name="text">The formula.</param>
/// <param name="start">The first character that is read, from 0.</param>
internal sealed class FormulaLexer(string text, int start = 0)
{
    private const string ComparisonSigns = "<>=!";
    private const string OtherSigns = "(),+-*/[];:";
    private const NumberStyles NumberStyle = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private int _position = start;

    /// <summary>The words of a formula: keywords and names.</summary>
    /// <exception cref="FormulaException">The text is not part of the language.</exception>
    public static IEnumerable<string> WordsOf(string text)
    {
        var lexer = new FormulaLexer(text);
        for (var token = lexer.Next(); token.Kind != TokenKind.End; token = lexer.Next())
        {
            if (token.Kind == TokenKind.Word) yield return token.Text;
        }
    }

    /// <summary>The end of the token at a position; one character behind it if there is none.</summary>
    public static int EndOfToken(string text, int position)
    {
        try
        {
            var lexer = new FormulaLexer(text, position);
            return lexer.Next().Kind == TokenKind.End ? position : lexer._position;
        }
        catch (FormulaException)
        {
            return Math.Min(position + 1, text.Length);
        }
    }

    /// <summary>The next token; at the end, the end token repeatedly.</summary>
    /// <exception cref="FormulaException">The text at the position is not part of the language.</exception>
    public FormulaToken Next()
    {
        SkipSpace();
        if (_position == text.Length) return new FormulaToken(TokenKind.End, _position, "");
        var first = text[_position];
        if (IsWordStart(first)) return Word();
        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(At(_position + 1)))) return Number();
        if (first is '\'' or '"') return Quoted(first);
        if (ComparisonSigns.Contains(first)) return Comparison();
        if (OtherSigns.Contains(first)) return new FormulaToken(TokenKind.Sign, _position, text.Substring(_position++, 1));
        if (first == '.' && IsAfterName()) return new FormulaToken(TokenKind.Sign, _position++, ".");
        throw new FormulaException(_position, $"unexpected character '{Printable.Of(first.ToString())}'{Hint(first)}.");
    }

    private void SkipSpace()
    {
        while (true)
        {
            while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
            if (At(_position) != '#' && !(At(_position) == '/' && At(_position + 1) == '/')) return;
            while (_position < text.Length && text[_position] != '\n') _position++;
        }
    }

    /// <summary>Whether the character before belongs to something that can have members, e.g. <c>bb(20, 2).upper</c>.</summary>
    private bool IsAfterName() => _position > 0 && (IsWordStart(text[_position - 1]) || char.IsAsciiDigit(text[_position - 1])
        || text[_position - 1] is ')' or ']');

    private FormulaToken Word()
    {
        var start = _position;
        while (IsWordStart(At(_position)) || char.IsAsciiDigit(At(_position))) _position++;
        return new FormulaToken(TokenKind.Word, start, text[start.._position]);
    }

    private FormulaToken Number()
    {
        var start = _position;
        while (IsPartOfNumber(_position)) _position++;
        var written = text[start.._position];
        var number = 0.0;
        var isNumber = !HasLooseUnderscore(written)
            && double.TryParse(written.Replace("_", "", StringComparison.Ordinal), NumberStyle, CultureInfo.InvariantCulture, out number);
        if (!isNumber)
            throw new FormulaException(start, $"invalid number '{Printable.Of(written)}': expected e.g. 1500, 1_500, 0.5 or 1.5e3.");
        if (!double.IsFinite(number)) throw new FormulaException(start, $"the number '{Printable.Of(written)}' is too large.");
        return new FormulaToken(TokenKind.Number, start, written, number);
    }

    private FormulaToken Quoted(char quote)
    {
        var start = _position;
        var end = start;
        do
        {
            end = text.IndexOf(quote, end + 1);
            if (end < 0) throw new FormulaException(start, $"the text that begins here has no closing {quote}.");
            // A quote inside a text is doubled.
        } while (At(end + 1) == quote && end++ >= 0);
        _position = end + 1;
        var written = text[(start + 1)..end];
        return new FormulaToken(TokenKind.Text, start, written.Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal));
    }

    private FormulaToken Comparison()
    {
        var start = _position;
        while (ComparisonSigns.Contains(At(_position))) _position++;
        var sign = text[start.._position];
        return sign is "=" or "==" or "!=" or "<>" or "<" or "<=" or ">" or ">="
            ? new FormulaToken(TokenKind.Sign, start, sign)
            : throw new FormulaException(start, $"Unknown operator '{Printable.Of(sign)}'{Meant(sign)}: expected =, !=, <, <=, > or >=.");
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
        '{' or '}' => ": use parentheses ( and )",
        '^' => ": write a power as exp(y * log(x)), a square as x * x",
        '?' => ": write if(condition, a, b)",
        _ => "",
    };
}
