using Technic.Core.Text;

namespace Technic.Core.Market;

/// <summary>What the prices of earlier bars are adjusted for.</summary>
public enum PriceAdjustment
{
    /// <summary>Splits: the prices that a share of today would have had. The form in which histories are kept.</summary>
    Splits,

    /// <summary>Nothing: the prices as they were traded.</summary>
    None,

    /// <summary>Splits and dividends: returns are those of an investor who buys shares for each dividend at the close before its ex-date.</summary>
    Total,
}

/// <summary>The words of <see cref="PriceAdjustment"/>, and the prices they stand for.</summary>
public static class PriceAdjustments
{
    /// <summary>Every word, in the order of <see cref="PriceAdjustment"/>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["splits", "none", "total"];

    /// <summary>The word used in requests and output.</summary>
    public static string Word(this PriceAdjustment adjustment) => Words[(int)adjustment];

    /// <summary>The adjustment of a word.</summary>
    /// <exception cref="FormatException">There is none; the message is one sentence.</exception>
    public static PriceAdjustment Parse(string word) => Words.IndexOf(word) is >= 0 and var index
        ? (PriceAdjustment)index
        : throw new FormatException($"Unknown adjustment '{Printable.Of(word)}': expected {string.Join(", ", Words)}.");

    /// <summary>Bars in another form than the one in which they are kept.</summary>
    /// <param name="adjustment">The form.</param>
    /// <param name="bars">The bars of one symbol, adjusted for the splits executed until <paramref name="asOf"/>.</param>
    /// <param name="splits">The splits that they were adjusted for.</param>
    /// <param name="dividends">The symbol's dividends; later ones than <paramref name="asOf"/> change nothing.</param>
    /// <param name="asOf">The last day (New York date) whose splits and dividends are known.</param>
    public static BarSeries From(
        this PriceAdjustment adjustment, BarSeries bars, IReadOnlyList<KnownSplit> splits, IReadOnlyList<Dividend> dividends, DateOnly asOf) => adjustment switch
        {
            PriceAdjustment.Splits => bars,
            PriceAdjustment.None => SplitAdjustment.Adjust(bars, splits.Select(known => known.Split with { Ratio = 1 / known.Split.Ratio }), asOf),
            PriceAdjustment.Total => DividendAdjustment.Adjust(bars, splits, dividends, asOf),
            _ => throw new ArgumentOutOfRangeException(nameof(adjustment), adjustment, "No such adjustment."),
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
