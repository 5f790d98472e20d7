using Technic.Core.Text;

namespace Technic.Core.Market;

/// <summary>The adjustment of the prices of earlier bars.</summary>
public enum PriceAdjustment
{
    /// <summary>Splits: the prices of the present shares. Histories are stored in this form.</summary>
    Splits,

    /// <summary>None: the prices as traded.</summary>
    None,

    /// <summary>
    /// Splits and dividends: returns are those of an investor who buys shares for each dividend at the close before its ex-date.
    /// </summary>
    Total,
}

/// <summary>The words of <see cref="PriceAdjustment"/>, and the conversion of prices.</summary>
public static class PriceAdjustments
{
    /// <summary>All words, in the order of <see cref="PriceAdjustment"/>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["splits", "none", "total"];

    /// <summary>The word used in requests and output.</summary>
    public static string Word(this PriceAdjustment adjustment) => Words[(int)adjustment];

    /// <summary>The adjustment of a word.</summary>
    /// <exception cref="FormatException">The word is unknown; the message is one sentence.</exception>
    public static PriceAdjustment Parse(string word) => Words.IndexOf(word) is >= 0 and var index
        ? (PriceAdjustment)index
        : throw new FormatException($"Unknown adjustment '{Printable.Of(word)}': expected {string.Join(", ", Words)}.");

    /// <summary>Converts bars from the form in which they are stored.</summary>
    /// <param name="adjustment">The form.</param>
    /// <param name="bars">The bars of one symbol, adjusted for the splits executed until <paramref name="asOf"/>.</param>
    /// <param name="splits">The splits that the bars are adjusted for.</param>
    /// <param name="dividends">The symbol's dividends; those after <paramref name="asOf"/> have no effect.</param>
    /// <param name="asOf">The last day (New York date) whose splits and dividends are known.</param>
    public static BarSeries From(
        this PriceAdjustment adjustment, BarSeries bars, IReadOnlyList<KnownSplit> splits, IReadOnlyList<Dividend> dividends,
        DateOnly asOf) => adjustment switch
        {
            PriceAdjustment.Splits => bars,
            PriceAdjustment.None =>
                SplitAdjustment.Adjust(bars, splits.Select(known => known.Split with { Ratio = 1 / known.Split.Ratio }), asOf),
            PriceAdjustment.Total => DividendAdjustment.Adjust(bars, splits, dividends, asOf),
            _ => throw new ArgumentOutOfRangeException(nameof(adjustment), adjustment, "Unknown adjustment."),
        };

    private static int IndexOf(this IReadOnlyList<string> words, string word)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == word) return i;
        }
        return -1;
    }
}
