using System.Globalization;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Text;

namespace Technic.Core.Universes;

/// <summary>
/// A column of market capitalisations, whose unit is determined from the whole column: <c>4842.45B</c>, <c>2,256,770 M</c>,
/// <c>$2,256,770,000,000</c>, or plain numbers of US dollars, of millions in a file of Finviz, or in the unit of the header. A column of
/// plain numbers that are too small for US dollars is not used.
/// </summary>
internal sealed class MarketCapColumn
{
    private const double Million = 1e6;

    /// <summary>The minimum median of a list in US dollars; below it the numbers have another unit.</summary>
    private const double SmallestMedian = 1e6;

    /// <summary>The maximum capitalisation in US dollars; above it the numbers are not in millions.</summary>
    private const double Largest = 1e14;

    private readonly List<string?> _texts = [];

    public void Add(string? text) => _texts.Add(text);

    /// <summary>Sets the market capitalisations of the listings.</summary>
    /// <param name="listings">The listings, in the order of <see cref="Add"/>.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="isFinviz">Whether plain numbers are millions.</param>
    /// <returns>Why the column is not used, as a sentence; <c>null</c> when it is.</returns>
    public string? Fill(List<Listing> listings, string name, bool isFinviz)
    {
        var mark = Mark();
        var caps = new double?[_texts.Count];
        var plain = new List<double>();
        for (var i = 0; i < caps.Length; i++)
        {
            // Company lists contain 0 for an unknown capitalisation.
            if (_texts[i] is not { } text) continue;
            if (!NumberText.TryParse(Encoding.UTF8.GetBytes(text), mark, out var number) || number <= 0) continue;
            caps[i] = number;
            if (!HasUnit(text)) plain.Add(number);
        }
        var factor = UnitOf(name) ?? 1;
        if (plain.Count > 0 && factor == 1)
        {
            plain.Sort();
            var (median, largest) = (plain[plain.Count / 2], plain[^1]);
            if (isFinviz && largest * Million <= Largest) factor = Million;
            else if (median < SmallestMedian)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"the column '{Printable.Of(name)}' is not used, because a median of {median:#,##0.##} US dollars is too small: "
                    + $"add the unit to the numbers (4842.45B) or the header ('{Printable.Of(name)} (millions)').");
            }
        }
        for (var i = 0; i < caps.Length; i++)
        {
            if (caps[i] is { } cap) listings[i] = listings[i] with { MarketCap = HasUnit(_texts[i]!) ? cap : cap * factor };
        }
        return null;
    }

    private DecimalMark Mark()
    {
        var comma = false;
        foreach (var text in _texts)
        {
            if (text is null) continue;
            switch (NumberText.HintOf(Encoding.UTF8.GetBytes(text)))
            {
                case NumberHint.Point:
                    return DecimalMark.Point;
                case NumberHint.Comma:
                    comma = true;
                    break;
            }
        }
        return comma ? DecimalMark.Comma : DecimalMark.Point;
    }

    /// <summary>Whether a number has a unit: dollars, thousands, millions, …</summary>
    private static bool HasUnit(string text) =>
        text.Contains('$', StringComparison.Ordinal)
        || (char.IsAsciiLetter(text[^1]) && !text.EndsWith("USD", StringComparison.OrdinalIgnoreCase));

    /// <summary>The unit in a header: <c>Market Cap (M)</c>, <c>Market cap in billions</c>.</summary>
    private static double? UnitOf(string name)
    {
        var words = name.ToLowerInvariant().Split([' ', '(', ')', '[', ']', '_', ',', '.', '$'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
        {
            switch (word)
            {
                case "thousand" or "thousands" or "k" or "000s":
                    return 1e3;
                case "m" or "mm" or "mn" or "mil" or "mln" or "million" or "millions":
                    return Million;
                case "b" or "bn" or "bil" or "bln" or "billion" or "billions":
                    return 1e9;
            }
        }
        return null;
    }
}
