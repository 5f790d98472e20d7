using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The reasons for dropping a line of a bar file, the same for all commands, and which of them make the file incomplete.</summary>
public static class BarDrops
{
    /// <summary>The line has no prices, e.g. <c>null</c> in each column: a day without trading, so nothing is lost.</summary>
    public const string NoPrices = "no prices";

    /// <summary>The same bar was read already, so nothing is lost.</summary>
    public const string Repeated = "repeated";

    /// <summary>
    /// There is another bar of the same symbol and time; the last one in the file is kept, as in a response of the provider.
    /// </summary>
    public const string Contradicting = "repeated with other values";

    /// <summary>A file of a folder has no lines: a symbol without bars, so nothing is lost.</summary>
    public const string EmptyFile = "empty file";

    /// <summary>A file of a folder cannot be read as bars.</summary>
    public const string UnusableFile = "unusable file";

    public const string WrongColumns = "wrong number of columns";
    public const string InvalidDate = "invalid date";
    public const string Closed = "exchange closed";
    public const string AnotherDate = "another date";
    public const string NotADay = "not a day";
    public const string OtherLength = "other bar length";
    public const string InvalidSymbol = "invalid symbol";
    public const string InvalidNumber = "invalid number";
    public const string Impossible = "impossible bar";

    /// <summary>One line in this number may be unusable.</summary>
    private const int Tolerance = 1_000;

    private static readonly string[] Harmless = [NoPrices, Repeated, EmptyFile];
    private static readonly string[] NeverHarmless =
        [UnusableFile, WrongColumns, InvalidDate, Closed, AnotherDate, NotADay, OtherLength];

    /// <summary>Whether dropped lines make a file incomplete: a date, a column, or more than one line in a thousand.</summary>
    /// <param name="dropped">The dropped lines.</param>
    /// <param name="bars">The bars that were read.</param>
    public static bool AreSerious(IReadOnlyList<DroppedLines> dropped, long bars)
    {
        if (dropped.Any(lines => NeverHarmless.Contains(lines.Reason))) return true;
        var lost = Lost(dropped).Sum(lines => (long)lines.Count);
        return lost * Tolerance > bars + lost;
    }

    /// <summary>The lines whose loss is relevant.</summary>
    public static IReadOnlyList<DroppedLines> Lost(IEnumerable<DroppedLines> dropped) =>
        [.. dropped.Where(lines => !Harmless.Contains(lines.Reason))];
}
