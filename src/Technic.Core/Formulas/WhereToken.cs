namespace Technic.Core.Formulas;

internal enum TokenKind
{
    /// <summary>A number; <see cref="WhereToken.Number"/> is its value.</summary>
    Number,

    /// <summary>A text in quotes; <see cref="WhereToken.Text"/> is without the quotes.</summary>
    Text,

    /// <summary>A column or a keyword.</summary>
    Word,

    /// <summary>An operator, a parenthesis or a comma.</summary>
    Sign,

    /// <summary>The end of the condition.</summary>
    End,
}

/// <summary>A token of the language.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Position">Its first character, from 0.</param>
/// <param name="Text">Its text; empty at the end.</param>
/// <param name="Number">The value of a number.</param>
internal readonly record struct WhereToken(TokenKind Kind, int Position, string Text, double Number = 0)
{
    public bool IsSign(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsKeyword(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
