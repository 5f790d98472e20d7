namespace Technic.Core.Text;

/// <summary>The decimal mark of the numbers in a file; the other of the two marks groups thousands.</summary>
public enum DecimalMark
{
    /// <summary><c>1,234.5</c>.</summary>
    Point,

    /// <summary><c>1.234,5</c>.</summary>
    Comma,
}
