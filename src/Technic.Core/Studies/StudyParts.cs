using System.Globalization;
using Technic.Core.Market;

namespace Technic.Core.Studies;

/// <summary>Divides the signals of a study by time, by sector, by the state of the market and by size.</summary>
internal sealed class StudyParts(StudyOutcomes outcomes, StudyScope scope)
{
    private readonly (int From, int To) _span = scope.Span;
    private readonly IReadOnlyList<DateOnly> _days = scope.Market.Days;

    /// <summary>The years, oldest first.</summary>
    public SignalDivision ByYear() => OfSpans(
        [.. Enumerable.Range(_span.From, _span.To - _span.From).GroupBy(day => _days[day].Year).Select(
            year => (year.Key.ToString(CultureInfo.InvariantCulture), (year.First(), year.Last() + 1)))]);

    /// <summary>The parts of a walk forward, oldest first.</summary>
    public SignalDivision Of(WalkForward walk)
    {
        var parts = new List<(string, (int, int))>();
        foreach (var (from, until) in walk.Of(_days[_span.From], _days[_span.To - 1]))
        {
            var (first, end) = (IndexOf(from), IndexOf(until));
            if (first < end) parts.Add(($"{_days[first]:yyyy-MM-dd} to {_days[end - 1]:yyyy-MM-dd}", (first, end)));
        }
        return OfSpans(parts);
    }

    /// <summary>The sectors; <c>null</c> if no symbol has one.</summary>
    public SignalDivision? BySector()
    {
        if (scope.Symbols.All(symbol => symbol.Listing.Sector is null)) return null;
        var sectors = Enum.GetValues<Sector>();
        short[][] groups = [.. Enumerable.Range(0, outcomes.Parts.Length).Select(SectorsOf)];
        return SignalDivision.Of(groups, [.. sectors.Select(sector => sector.Name())], _span);

        short[] SectorsOf(int part) => Array.ConvertAll(
            outcomes.SymbolOfSignals(part), symbol => (short)Array.IndexOf(sectors, Sectors.Of(symbol.Listing.Sector)));
    }

    /// <summary>The states of the market.</summary>
    public SignalDivision ByRegime()
    {
        var regimes = MarketIndexRegime.Of(outcomes.Universe, _days.Count);
        return SignalDivision.ByDay(
            outcomes, regimes, MarketIndexRegime.Names, [.. MarketIndexRegime.Names.Select(_ => _span)]);
    }

    /// <summary>The sizes of dollar volume, the smallest first.</summary>
    public SignalDivision BySize() => SignalDivision.Of(
        [.. outcomes.Parts.Select(part => Array.ConvertAll(part.Sizes, size => (short)size))], DollarVolumeClass.Names, _span);

    /// <summary>The number of signals of each group, and of the days with one.</summary>
    public (int Signals, int Days)[] CountsOf(SignalDivision division)
    {
        var (signals, hasSignal) = (new int[division.Names.Count], new bool[division.Names.Count * _days.Count]);
        for (var part = 0; part < outcomes.Parts.Length; part++)
        {
            var (groups, days) = (division.GroupsOf(part), outcomes.Parts[part].Days);
            for (var i = 0; i < days.Length; i++)
            {
                if (groups[i] == SignalDivision.NoGroup) continue;
                signals[groups[i]]++;
                hasSignal[(groups[i] * _days.Count) + days[i]] = true;
            }
        }
        return [.. signals.Select((count, group) => (count, hasSignal.AsSpan(group * _days.Count, _days.Count).Count(true)))];
    }

    private SignalDivision OfSpans(IReadOnlyList<(string Name, (int From, int To) Span)> parts)
    {
        var groupOfDay = new short[_days.Count];
        Array.Fill(groupOfDay, SignalDivision.NoGroup);
        for (var part = 0; part < parts.Count; part++) groupOfDay.AsSpan(parts[part].Span.From..parts[part].Span.To).Fill((short)part);
        return SignalDivision.ByDay(outcomes, groupOfDay, [.. parts.Select(part => part.Name)], [.. parts.Select(part => part.Span)]);
    }

    private int IndexOf(DateOnly date)
    {
        var day = _span.From;
        while (day < _span.To && _days[day] < date) day++;
        return day;
    }
}
