using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>Properties of bar files that the user specifies; <c>null</c> if the files define them.</summary>
/// <param name="Dates">The order of numeric dates.</param>
/// <param name="Decimals">The decimal mark.</param>
/// <param name="Symbol">The symbol of a file without a symbol column.</param>
public sealed record BarFileOptions(DateOrder? Dates = null, DecimalMark? Decimals = null, Symbol? Symbol = null)
{
    /// <summary>The files define everything.</summary>
    public static BarFileOptions Default { get; } = new();

    /// <summary>The command-line option for <see cref="Dates"/>.</summary>
    public const string DatesOption = "--dates";

    /// <summary>The command-line option for <see cref="Decimals"/>.</summary>
    public const string DecimalsOption = "--decimals";

    /// <summary>The command-line option for <see cref="Symbol"/>.</summary>
    public const string SymbolOption = "--csv-symbol";
}
