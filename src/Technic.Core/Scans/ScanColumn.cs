using Technic.Core.Formulas;
using Technic.Core.Market;

namespace Technic.Core.Scans;

/// <summary>One column of a scan's result.</summary>
public sealed class ScanColumn : Column<RankedRow>
{
    private ScanColumn(string name, string unit, string meaning, Func<RankedRow, double?>? number, Func<RankedRow, string?>? text)
        : base(name, unit, meaning, number, text)
    {
    }

    internal static ScanColumn OfNumber(
        string name, string unit, string meaning, Func<RankedRow, double?> value, bool needsRanking = false, int barsNeeded = 1,
        string? whyNotInConditions = null) =>
        new(name, unit, meaning, value, null)
        {
            NeedsRanking = needsRanking, BarsNeeded = barsNeeded, WhyNotInConditions = whyNotInConditions,
        };

    internal static ScanColumn OfFlag(string name, string meaning, Func<RankedRow, bool> value) =>
        new(name, "0 or 1", meaning, row => value(row) ? 1 : 0, null) { IsFlag = true };

    /// <summary>The time of a row, for a column of starts of bars, whose text is <see cref="BarTime.ToString"/>.</summary>
    public Func<RankedRow, BarTime?>? Time { get; private init; }

    internal static ScanColumn OfTime(string name, string meaning, Func<RankedRow, BarTime?> value) =>
        new(name, "", meaning, null, row => value(row)?.ToString()) { Time = value };

    internal static ScanColumn OfText(string name, string meaning, Func<RankedRow, string?> value) => new(name, "", meaning, null, value);

    internal static ScanColumn OfNames(
        string name, string meaning, Func<RankedRow, string?> value, ColumnNames names, Func<RankedRow, int> number) =>
        new(name, "", meaning, null, value) { Names = names, NameValue = number };
}
