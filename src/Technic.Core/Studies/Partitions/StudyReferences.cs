using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;

namespace Technic.Core.Studies.Partitions;

/// <summary>The bars of the other symbols of formulas, in the prices of each time between two of their splits.</summary>
internal sealed class StudyReferences
{
    private readonly DateOnly[] _splitDays;
    private readonly ReferenceSeries[] _series;

    private StudyReferences(DateOnly[] splitDays, ReferenceSeries[] series) => (_splitDays, _series) = (splitDays, series);

    /// <summary>No other symbols.</summary>
    public static StudyReferences None { get; } = new([], [ReferenceSeries.None]);

    /// <summary>The days on which their prices changed the unit, ascending.</summary>
    public IReadOnlyList<DateOnly> SplitDays => _splitDays;

    /// <summary>The bars of symbols.</summary>
    /// <param name="symbols">The bars as traded, and the splits.</param>
    public static StudyReferences Of(IReadOnlyList<(Symbol Symbol, BarSeries Raw, IReadOnlyList<Split> Splits)> symbols)
    {
        if (symbols.Count == 0) return None;
        DateOnly[] days = [.. symbols.SelectMany(symbol => symbol.Splits).Select(split => split.ExecutionDate).Distinct().Order()];
        // The last ones are executed on the last day or before; what is not executed yet changes nothing.
        DateOnly[] known = [DateOnly.MinValue, .. days];
        return new StudyReferences(days, Array.ConvertAll(known, day => new ReferenceSeries(symbols.ToDictionary(
            symbol => symbol.Symbol, symbol => SplitAdjustment.Adjust(symbol.Raw, symbol.Splits, day)))));
    }

    /// <summary>The bars in the prices that were known on a day.</summary>
    public ReferenceSeries KnownOn(DateOnly day)
    {
        var index = Array.BinarySearch(_splitDays, day);
        return _series[index >= 0 ? index + 1 : ~index];
    }
}
