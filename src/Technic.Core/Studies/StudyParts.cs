using System.Globalization;
using Technic.Core.Market;

namespace Technic.Core.Studies;

/// <summary>Divides the signals of a study by time and by sector.</summary>
internal sealed class StudyParts(
    StudyOutcomes outcomes, HorizonStatistics statistics, StudyMarket market, IReadOnlyList<StudySymbol> symbols)
{
    /// <summary>The bounds of the sizes, in dollars a day.</summary>
    private static readonly double[] SizeBounds = [1e6, 1e7, 1e8, 1e9];

    private static readonly string[] SizeNames =
        ["below 1 million", "1 to 10 million", "10 to 100 million", "100 million to 1 billion", "1 billion and more"];

    private const int SignalsPerTask = 8_192;

    /// <summary>The indexes of all signals.</summary>
    public int[] All { get; } = [.. Enumerable.Range(0, outcomes.Signals.Length)];

    /// <summary>The years of a span of days, oldest first.</summary>
    public IReadOnlyList<StudyPart> ByYear((int From, int To) span) =>
    [
        .. Enumerable.Range(span.From, span.To - span.From).GroupBy(day => market.Days[day].Year).AsParallel().AsOrdered()
            .Select(year => OfDays(year.Key.ToString(CultureInfo.InvariantCulture), year.First(), year.Last() + 1)),
    ];

    /// <summary>The parts of a walk forward, oldest first.</summary>
    public IReadOnlyList<StudyPart> Of(WalkForward walk, (int From, int To) span)
    {
        var parts = new List<StudyPart>();
        foreach (var (from, until) in walk.Of(market.Days[span.From], market.Days[span.To - 1]))
        {
            var (first, end) = (IndexOf(from, span), IndexOf(until, span));
            if (first < end) parts.Add(OfDays($"{market.Days[first]:yyyy-MM-dd} to {market.Days[end - 1]:yyyy-MM-dd}", first, end));
        }
        return parts;
    }

    /// <summary>The sectors; none if no symbol has one.</summary>
    public IReadOnlyList<StudyPart> BySector((int From, int To) span)
    {
        if (symbols.All(symbol => symbol.Listing.Sector is null)) return [];
        var sectors = symbols.Select(symbol => (int)Sectors.Of(symbol.Listing.Sector)).ToArray();
        var names = Enum.GetValues<Sector>().ToDictionary(sector => (int)sector, sector => sector.Name());
        return Grouped(
            signal => sectors[outcomes.Signals[signal].Symbol], names.Keys.Max() + 1, group => names[group], span);
    }

    /// <summary>The states of the market, of those with a session in the span.</summary>
    /// <param name="moves">The moves of the universe.</param>
    /// <param name="span">The days of signals.</param>
    public IReadOnlyList<StudyPart> ByRegime(DailyReturns moves, (int From, int To) span)
    {
        var regimes = MarketIndexRegime.Of(moves, market.Days.Count);
        return Grouped(
            signal => regimes[outcomes.Signals[signal].Day], MarketIndexRegime.Names.Length, group => MarketIndexRegime.Names[group], span);
    }

    /// <summary>The sizes of dollar volume, the smallest first.</summary>
    public IReadOnlyList<StudyPart> BySize((int From, int To) span) => Grouped(
        signal => SizeOf(symbols[outcomes.Signals[signal].Symbol].DollarVolumeAt(outcomes.Signals[signal].Bar)), SizeNames.Length,
        group => SizeNames[group], span);

    private static int SizeOf(double dollarVolume)
    {
        var size = 0;
        while (size < SizeBounds.Length && dollarVolume >= SizeBounds[size]) size++;
        return size;
    }

    /// <summary>The parts with a signal, in the order of their groups.</summary>
    private StudyPart[] Grouped(Func<int, int> groupOf, int groups, Func<int, string> nameOf, (int From, int To) span)
    {
        var groupsOf = new int[All.Length];
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, (All.Length + SignalsPerTask - 1) / SignalsPerTask, options, task =>
        {
            for (var i = task * SignalsPerTask; i < Math.Min(All.Length, (task + 1) * SignalsPerTask); i++) groupsOf[i] = groupOf(i);
        });
        var members = new int[groups][];
        var counts = new int[groups];
        foreach (var group in groupsOf) counts[group]++;
        for (var group = 0; group < groups; group++) members[group] = new int[counts[group]];
        Array.Clear(counts);
        for (var i = 0; i < groupsOf.Length; i++) members[groupsOf[i]][counts[groupsOf[i]]++] = i;
        return
        [
            .. Enumerable.Range(0, groups).Where(group => members[group].Length > 0).AsParallel().AsOrdered()
                .Select(group => Of(nameOf(group), members[group], span.From, span.To)),
        ];
    }

    private StudyPart OfDays(string name, int from, int to) => Of(name, All.AsSpan(FirstOn(from)..FirstOn(to)), from, to);

    private StudyPart Of(string name, ReadOnlySpan<int> signals, int from, int to) =>
        new(name, signals.Length, DaysOf(signals), statistics.Of(signals, from, to, market.Days.Count));

    /// <summary>The number of days of signals in their order.</summary>
    public int DaysOf(ReadOnlySpan<int> signals)
    {
        var (days, last) = (0, -1);
        foreach (var signal in signals)
        {
            var day = outcomes.Signals[signal].Day;
            if (day != last) days++;
            last = day;
        }
        return days;
    }

    /// <summary>The first signal on a day or later.</summary>
    private int FirstOn(int day)
    {
        var (low, high) = (0, All.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (outcomes.Signals[middle].Day < day) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private int IndexOf(DateOnly date, (int From, int To) span)
    {
        var day = span.From;
        while (day < span.To && market.Days[day] < date) day++;
        return day;
    }
}
