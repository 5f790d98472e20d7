using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider.Synthetic;

/// <summary>
/// One stock of a synthetic market. Its logarithmic price is the market's path times a beta, plus its sector's path times another, plus a
/// path of its own. That path is a random walk with fixed values at checkpoints, one per quarter: within a quarter it is adjusted so that
/// it ends at the next checkpoint (a Brownian bridge), and a checkpoint is a sum over the quarters before it. Any day is therefore computed
/// in a few hundred steps, and no bar depends on the requested window. Bars are raw: not adjusted for splits. Prices are in US dollars on
/// the exchange's ticks, volumes in whole shares.
/// </summary>
internal sealed class SyntheticStock(SyntheticTraits traits, CounterRandom random, SyntheticFactors factors)
{
    /// <summary>A halted stock trades for a year and a half and then not for half a year, in weekdays.</summary>
    public const int HaltCycle = 520, TradedInCycle = 390;

    private const int QuarterLength = 65;

    // The effect of a shock decays: after 48 quarters 5 % of it is left, so that prices stay within a few times their base.
    private const double Memory = 0.94;
    private const int MemoryLength = 48;

    // A quarter moves by more than the sum of its days: stocks trend.
    private static readonly double QuarterDeviation = 1.25 * Math.Sqrt(QuarterLength);

    private const double MarketDeviation = 0.010;
    private const double WickLength = 0.55;
    private const double LowestLog = -4, HighestLog = 14;
    private const double MostShares = 1e11;

    private readonly CounterRandom
        _quarters = random.Stream(1), _moods = random.Stream(2), _returns = random.Stream(3), _shapes = random.Stream(4);
    private readonly CounterRandom _volumes = random.Stream(5), _trades = random.Stream(6), _fashions = random.Stream(8);

    /// <summary>Writes the raw daily bars of weekdays [<paramref name="first"/>, <paramref name="last"/>].</summary>
    /// <param name="first">The first weekday.</param>
    /// <param name="last">The last weekday.</param>
    /// <param name="bars">Room for a bar of each of them.</param>
    /// <returns>The number of bars.</returns>
    public int Daily(int first, int last, Span<Bar> bars)
    {
        if (first > last) return 0;

        // One day more at the start: a day's open and range depend on the end of the day before.
        var path = new double[last - first + 2];
        FillPath(first - 1, path);
        var before = Math.Exp(path[0]);
        var count = 0;
        for (var day = first; day <= last; day++)
        {
            var close = Math.Exp(path[day - first + 1]);
            var date = Weekdays.DayOf(day);
            if (ExchangeCalendar.Nyse.IsSession(date) && TradesOn(day)) bars[count++] = DayBar(day, date, before, close);
            before = close;
        }
        return count;
    }

    /// <summary>
    /// The raw bars of five minutes of weekdays [<paramref name="first"/>, <paramref name="last"/>], regular hours only; those of a day
    /// aggregate to its daily bar.
    /// </summary>
    public List<Bar> Intraday(int first, int last)
    {
        var room = new Bar[Math.Max(0, last - first + 1)];
        var days = room.AsSpan(0, Daily(first, last, room));
        var bars = new List<Bar>(days.Length * SyntheticSession.MostBars);
        var session = new SyntheticSession(random.Stream(7));
        foreach (var day in days) session.Split(day, ExchangeCalendar.Nyse.SessionOn(day.Time.Date)!.Value, bars);
        return bars;
    }

    private bool TradesOn(int day)
    {
        if (day < traits.FirstDay || day > traits.LastDay) return false;
        if (traits.HaltPhase is { } phase && (day + phase) % HaltCycle >= TradedInCycle) return false;
        return traits.TradedShare >= 1 || _trades.Uniform(day) < traits.TradedShare;
    }

    private Bar DayBar(int day, DateOnly date, double before, double close)
    {
        var scale = RawScale(date);
        var typical = Deviation(day) + (traits.MarketBeta * MarketDeviation * factors.Volatility[day]);
        var change = (close / before) - 1;

        var shape = _shapes.Bits(day);
        var (gap, up, down) = (Signed(shape) + Signed(shape >> 16), Unsigned(shape >> 32), Unsigned(shape >> 48));
        var opens = before * Math.Max(0.1, 1 + (0.35 * change) + (0.4 * typical * gap));
        var high = Math.Max(opens, close) * (1 + (WickLength * typical * up));
        var low = Math.Min(opens, close) * (1 - Math.Min(0.5, WickLength * typical * down));

        // Volume increases on days of large moves, and in some quarters.
        var surprise = Math.Min(4, Math.Abs(change) / typical);
        var usual = traits.Shares / scale * Math.Exp((0.35 * _volumes.Normal(day)) + (0.25 * _fashions.Normal(QuarterOf(day))));
        var shares = usual * (0.75 + (0.25 * surprise * surprise));

        return new Bar(
            BarTime.OfDay(date), Ticks.Round(opens * scale), Ticks.Round(high * scale), Ticks.Round(low * scale),
            Ticks.Round(close * scale),
            Math.Clamp(Math.Round(shares), 1, MostShares));

        static double Signed(ulong bits) => ((double)(bits & 0xFFFF) / 32768) - 1;
        static double Unsigned(ulong bits) => (double)(bits & 0xFFFF) / 65536;
    }

    /// <summary>
    /// The raw price as a multiple of the path, which has no splits: 1 on the anchor day, halved by a later split into two, doubled before
    /// an earlier one.
    /// </summary>
    private double RawScale(DateOnly date)
    {
        var scale = 1.0;
        foreach (var split in traits.Splits)
        {
            if (split.ExecutionDate > AnchorDate && split.ExecutionDate <= date) scale /= split.Ratio;
            if (split.ExecutionDate <= AnchorDate && split.ExecutionDate > date) scale *= split.Ratio;
        }
        return scale;
    }

    private static readonly DateOnly AnchorDate = Weekdays.DayOf(SyntheticFactors.Anchor);

    /// <summary>The deviation of the stock's own return on a day: by its own state of the quarter and the market's of the week.</summary>
    private double Deviation(int day) => traits.Deviation * QuarterMood(QuarterOf(day)) * factors.Volatility[Within(day)];

    private double QuarterMood(int quarter) => _moods.Uniform(quarter) switch
    {
        < 0.3 => 0.65,
        < 0.8 => 1.0,
        _ => 1.6,
    };

    /// <summary>The logarithm of the price at the end of each weekday from <paramref name="first"/> on.</summary>
    private void FillPath(int first, Span<double> path)
    {
        Span<double> walk = stackalloc double[QuarterLength];
        Span<double> variance = stackalloc double[QuarterLength];
        var last = first + path.Length - 1;
        for (var quarter = QuarterOf(first); quarter <= QuarterOf(last); quarter++)
        {
            var begin = quarter * QuarterLength;
            Walk(begin, quarter, walk, variance);
            var start = Checkpoint(quarter);
            var bend = (Checkpoint(quarter + 1) - start - walk[^1]) / variance[^1];
            for (var day = Math.Max(first, begin); day <= Math.Min(last, begin + QuarterLength - 1); day++)
            {
                var own = start + walk[day - begin] + (bend * variance[day - begin]);
                var at = Within(day);
                var log = traits.LogBase + (traits.MarketBeta * factors.Market[at])
                    + (traits.SectorBeta * factors.Sector(traits.Sector)[at]) + own;
                path[day - first] = Math.Clamp(log, LowestLog, HighestLog);
            }
        }
    }

    /// <summary>A free random walk through a quarter, and its variance so far.</summary>
    private void Walk(int begin, int quarter, Span<double> walk, Span<double> variance)
    {
        var ordinary = traits.Deviation * QuarterMood(quarter);
        var (path, sum) = (0.0, 0.0);
        for (var i = 0; i < walk.Length; i++)
        {
            var deviation = ordinary * factors.Volatility[Within(begin + i)];
            path += deviation * _returns.HeavyTailed(begin + i);
            sum += deviation * deviation;
            (walk[i], variance[i]) = (path, sum);
        }
    }

    /// <summary>The stock's own path at the start of a quarter: the shocks of the quarters before, older ones with less weight.</summary>
    private double Checkpoint(int quarter)
    {
        var sum = 0.0;
        for (var age = MemoryLength; age >= 1; age--) sum = (sum * Memory) + _quarters.HeavyTailed(quarter - age);
        return sum * traits.Deviation * QuarterDeviation;
    }

    private static int QuarterOf(int day) => day >= 0 ? day / QuarterLength : -1 - ((-1 - day) / QuarterLength);

    private static int Within(int day) => Math.Clamp(day, 0, Weekdays.Count - 1);
}
