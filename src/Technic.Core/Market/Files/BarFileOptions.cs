using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>What a person says about bar files that they do not say themselves; <c>null</c> leaves it to the files.</summary>
/// <param name="Dates">The order of dates in numbers.</param>
/// <param name="Decimals">The decimal mark.</param>
/// <param name="Symbol">The symbol of a file without a column of symbols.</param>
public sealed record BarFileOptions(DateOrder? Dates = null, DecimalMark? Decimals = null, Symbol? Symbol = null)
{
    /// <summary>Everything is left to the files.</summary>
    public static BarFileOptions Default { get; } = new();

    /// <summary>The option of the command line for <see cref="Dates"/>.</summary>
    public const string DatesOption = "--dates";

    /// <summary>The option of the command line for <see cref="Decimals"/>.</summary>
    public const string DecimalsOption = "--decimals";

    /// <summary>The option of the command line for <see cref="Symbol"/>.</summary>
    public const string SymbolOption = "--csv-symbol";
}
