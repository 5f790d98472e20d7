using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Core.Tests.Studies;

/// <summary>
/// The figures of a study, computed from docs/study.md alone: plainly, slowly, and without anything of the room Studies. A market is a
/// table
/// of days and symbols.
/// </summary>
internal sealed class PlainStudy
{
    private readonly SortedSet<DateOnly> _days = [];
    private readonly Dictionary<string, Dictionary<int, Bar>> _table = [];
    private readonly Dictionary<string, Dictionary<int, Bar>> _raw = [];
    private readonly Dictionary<string, IReadOnlyList<Split>> _splits = [];

    public PlainStudy(IReadOnlyList<TradedHistory> histories)
    {
        foreach (var history in histories)
        {
            foreach (var time in history.Bars.Times) _days.Add(time.Date);
        }
        DateOnly[] days = [.. _days];
        foreach (var history in histories)
        {
            var name = history.Listing.Symbol.Text;
            (_splits[name], _table[name], _raw[name]) = (history.Splits, [], []);
            for (var i = 0; i < history.Bars.Count; i++)
            {
                var bar = history.Bars[i];
                var day = Array.IndexOf(days, bar.Time.Date);
                _raw[name][day] = bar;
                _table[name][day] = Adjusted(bar, history.Splits, days[^1]);
            }
        }
        Days = days;
    }

    public DateOnly[] Days { get; }

    /// <summary>A condition over the bars of a symbol up to a day, in the prices of that day.</summary>
    public List<(int Day, string Symbol)> Signals(Func<IReadOnlyList<Bar>, bool> condition)
    {
        var signals = new List<(int, string)>();
        for (var day = 0; day < Days.Length; day++)
        {
            foreach (var symbol in _raw.Keys.Order(StringComparer.Ordinal))
            {
                if (!_raw[symbol].ContainsKey(day)) continue;
                Bar[] known = [.. _raw[symbol].Where(bar => bar.Key <= day && bar.Key > day - 70).OrderBy(bar => bar.Key)
                    .Select(bar => Adjusted(bar.Value, _splits[symbol], Days[day]))];
                if (condition(known)) signals.Add((day, symbol));
            }
        }
        return signals;
    }

    public double? Return(string symbol, int day, int sessions, bool atClose)
    {
        if (day + sessions > Days.Length - 1) return null;
        if (Entry(symbol, day, atClose) is not { } paid) return null;
        var last = Enumerable.Range(0, day + sessions + 1).Last(_table[symbol].ContainsKey);
        return (_table[symbol][last].Close / paid) - 1;
    }

    public (double Mae, double Mfe) Way(string symbol, int day, int sessions, bool atClose)
    {
        var paid = Entry(symbol, day, atClose)!.Value;
        Bar[] bars = [.. Enumerable.Range(day + 1, sessions).Where(_table[symbol].ContainsKey).Select(other => _table[symbol][other])];
        return bars.Length == 0 ? (0, 0) : ((bars.Min(bar => bar.Low) / paid) - 1, (bars.Max(bar => bar.High) / paid) - 1);
    }

    /// <summary>The mean return of all symbols that traded on a day and have a value.</summary>
    public double Universe(int day, int sessions, bool atClose) => _table.Keys
        .Where(symbol => _table[symbol].ContainsKey(day)).Select(symbol => Return(symbol, day, sessions, atClose)).OfType<double>()
        .Average();

    /// <summary>The standard error of the mean of excesses, by the cosines.</summary>
    public static (double Error, int Cosines) Error(IReadOnlyList<(int Day, double Excess)> events, int sessions, int length)
    {
        var mean = events.Average(one => one.Excess);
        var days = events.Select(one => one.Day).Distinct().Count();
        var cosines = (int)Math.Min(Math.Min(0.4 * Math.Pow(length, 2.0 / 3), length / (2.0 * sessions)), days - 1);
        var total = 0.0;
        for (var j = 1; j <= cosines; j++)
        {
            var sum = events.Sum(one => (one.Excess - mean) * Math.Cos(Math.PI * j * (one.Day + 0.5) / length));
            total += 2 * sum * sum / cosines;
        }
        return (Math.Sqrt(total * days / (days - 1.0)) / events.Count, cosines);
    }

    /// <summary>The return of each session of the portfolio, from the second day on.</summary>
    public List<double> Portfolio(IReadOnlyList<(int Day, string Symbol)> signals, int sessions)
    {
        var held = new Dictionary<int, Dictionary<string, bool>>();
        foreach (var symbol in signals.Select(signal => signal.Symbol).Distinct().Order(StringComparer.Ordinal))
        {
            var end = -1;
            foreach (var (day, _) in signals.Where(signal => signal.Symbol == symbol))
            {
                var isNew = day >= end;
                if (isNew && !_table[symbol].ContainsKey(day + 1)) continue;
                for (var s = isNew ? day + 1 : end + 1; s <= Math.Min(day + sessions, Days.Length - 1); s++)
                {
                    if (!held.TryGetValue(s, out var names)) held.Add(s, names = []);
                    names[symbol] = isNew && s == day + 1;
                }
                end = Math.Min(day + sessions, Days.Length - 1);
            }
        }
        var returns = new List<double>();
        for (var s = 1; s < Days.Length; s++)
        {
            // After its last bar a symbol is in the portfolio for one session more, without a move.
            var names = held.GetValueOrDefault(s, []).Where(name => s <= _table[name.Key].Keys.Max() + 1).ToArray();
            returns.Add(names.Length == 0 ? 0 : names.Average(name => Move(name.Key, s, fromOpen: name.Value)));
        }
        return returns;
    }

    /// <summary>Whether the index of equal parts is above its mean of 200 sessions; null before it has them.</summary>
    public bool? IsRising(int day)
    {
        if (day < 199) return null;
        double[] index = [.. Index().Take(day + 1)];
        return index[^1] > index.TakeLast(200).Average();
    }

    public double DollarVolume(string symbol, int day) => _raw[symbol].Where(bar => bar.Key <= day).OrderBy(bar => bar.Key).TakeLast(20)
        .Average(bar => bar.Value.Close * bar.Value.Volume);

    public double HalfSpread(string symbol, int day)
    {
        Bar[] bars = [.. _table[symbol].Where(bar => bar.Key <= day).OrderBy(bar => bar.Key).TakeLast(22).Select(bar => bar.Value)];
        if (bars.Length < 2) return 0;
        var products = bars.Zip(bars.Skip(1), (first, second) =>
            (Math.Log(first.Close) - Middle(first)) * (Math.Log(first.Close) - Middle(second)));
        return Math.Sqrt(Math.Max(0, 4 * products.Average())) / 2;

        static double Middle(Bar bar) => Math.Log(Math.Sqrt(bar.High * bar.Low));
    }

    /// <summary>The interval of 1,000 means of sessions drawn in blocks, the last session followed by the first one.</summary>
    public static (double Low, double High) Bootstrap(IReadOnlyList<(int Day, double Excess)> events, int sessions, int length)
    {
        var byDay = events.ToLookup(one => one.Day, one => one.Excess);
        var random = new MathNet.Numerics.Random.MersenneTwister(13);
        var means = new List<double>();
        for (var sample = 0; sample < 1_000; sample++)
        {
            var drawn = new List<int>();
            while (drawn.Count < length)
            {
                var first = (int)Math.Floor(random.NextDouble() * length);
                for (var i = 0; i < sessions && drawn.Count < length; i++) drawn.Add((first + i) % length);
            }
            double[] values = [.. drawn.SelectMany(day => byDay[day])];
            means.Add(values.Length == 0 ? 0 : values.Average());
        }
        means.Sort();
        return (means[25], means[974]);
    }

    private List<double>? _index;

    private List<double> Index()
    {
        if (_index is not null) return _index;
        _index = [];
        for (var day = 0; day < Days.Length; day++)
        {
            double[] moves = [.. _table.Keys.Where(symbol => _table[symbol].ContainsKey(day) && _table[symbol].Keys.Min() < day)
                .Select(symbol => Move(symbol, day, fromOpen: false))];
            _index.Add((day == 0 ? 1 : _index[^1]) * (1 + (moves.Length == 0 ? 0 : moves.Average())));
        }
        return _index;
    }

    private double Move(string symbol, int day, bool fromOpen)
    {
        if (!_table[symbol].TryGetValue(day, out var bar)) return 0;
        var before = fromOpen ? bar.Open : _table[symbol][Enumerable.Range(0, day).Last(_table[symbol].ContainsKey)].Close;
        return (bar.Close / before) - 1;
    }

    private double? Entry(string symbol, int day, bool atClose) =>
        atClose ? _table[symbol][day].Close : _table[symbol].TryGetValue(day + 1, out var next) ? next.Open : null;

    private static Bar Adjusted(Bar bar, IReadOnlyList<Split> splits, DateOnly asOf)
    {
        foreach (var split in splits.Where(split => split.ExecutionDate <= asOf && split.ExecutionDate > bar.Time.Date))
        {
            bar = bar with
            {
                Open = bar.Open / split.Ratio, High = bar.High / split.Ratio, Low = bar.Low / split.Ratio, Close = bar.Close / split.Ratio,
                Volume = bar.Volume * split.Ratio,
            };
        }
        return bar;
    }
}
