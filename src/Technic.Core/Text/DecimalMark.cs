namespace Technic.Core.Text;

/// <summary>What stands before the decimals of a file's numbers; the other one of the two groups thousands.</summary>
public enum DecimalMark
{
    /// <summary><c>1,234.5</c>.</summary>
    Point,

    /// <summary><c>1.234,5</c>.</summary>
    Comma,
}
