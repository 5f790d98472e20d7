using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>Why a line of a bar file is not used, and which reasons make the file incomplete. They are the same for every command.</summary>
public static class BarDrops
{
    /// <summary>The line says that there are no prices, e.g. <c>null</c> in each column: a day without trading, and nothing is lost.</summary>
    public const string NoPrices = "no prices";

    /// <summary>The same bar is there already: nothing is lost.</summary>
    public const string Repeated = "repeated";

    /// <summary>Another bar of the same symbol and time is there; the last one of the file counts, as in an answer of the provider.</summary>
    public const string Contradicting = "repeated with other values";

    public const string WrongColumns = "wrong number of columns";
    public const string InvalidDate = "invalid date";
    public const string Closed = "exchange closed";
    public const string AnotherDate = "another date";
    public const string NotADay = "not a day";
    public const string OtherLength = "other bar length";
    public const string InvalidSymbol = "invalid symbol";
    public const string InvalidNumber = "invalid number";
    public const string Impossible = "impossible bar";

    /// <summary>Up to one line in this many may be unusable.</summary>
    private const int Tolerance = 1_000;

    private static readonly string[] Harmless = [NoPrices, Repeated];
    private static readonly string[] NeverHarmless = [WrongColumns, InvalidDate, Closed, AnotherDate, NotADay, OtherLength];

    /// <summary>Whether what was left out makes a file incomplete: a date, a column, or more than one line in a thousand.</summary>
    /// <param name="dropped">The lines that were left out.</param>
    /// <param name="bars">The bars that were read.</param>
    public static bool AreSerious(IReadOnlyList<DroppedLines> dropped, long bars)
    {
        if (dropped.Any(lines => NeverHarmless.Contains(lines.Reason))) return true;
        var lost = Lost(dropped).Sum(lines => (long)lines.Count);
        return lost * Tolerance > bars + lost;
    }

    /// <summary>The lines whose loss matters.</summary>
    public static IReadOnlyList<DroppedLines> Lost(IEnumerable<DroppedLines> dropped) => [.. dropped.Where(lines => !Harmless.Contains(lines.Reason))];
}
