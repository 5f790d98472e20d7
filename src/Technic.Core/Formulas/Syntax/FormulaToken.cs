namespace Technic.Core.Formulas.Syntax;

internal enum TokenKind
{
    /// <summary>A number; <see cref="FormulaToken.Number"/> is its value.</summary>
    Number,

    /// <summary>A text in quotes; <see cref="FormulaToken.Text"/> is without the quotes.</summary>
    Text,

    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>An operator, a parenthesis, a bracket, a comma, a point or a semicolon.</summary>
    Sign,

    /// <summary>The end of the formula.</summary>
    End,
}

/// <summary>A token of the language.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Position">Its first character, from 0.</param>
/// <param name="Text">Its text; empty at the end.</param>
/// <param name="Number">The value of a number.</param>
internal readonly record struct FormulaToken(TokenKind Kind, int Position, string Text, double Number = 0)
{
    public bool IsSign(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsKeyword(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
