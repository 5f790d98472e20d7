using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.FakePolygon;

/// <summary>Bars within a session, derived from its daily bar: the same every time, and exactly that bar in total.</summary>
internal static class IntradayWalk
{
    /// <summary>The bars of a session, each some minutes long: in total they have its open, high, low, close and volume.</summary>
    public static IEnumerable<Bar> Bars(Symbol symbol, Bar day, int minutes)
    {
        var date = day.Time.Date;
        var session = ExchangeCalendar.Nyse.SessionOn(date)
            ?? new Session(date, ExchangeCalendar.RegularOpen, ExchangeCalendar.RegularClose);
        var count = Math.Max(1, (int)(session.Close - session.Open).TotalMinutes / minutes);
        var random = new Random(Seed(symbol, date));
        var path = Path(day, count, random);
        var weights = Enumerable.Range(0, count).Select(_ => 0.5 + random.NextDouble()).ToArray();
        var (total, highest, lowest) = (weights.Sum(), random.Next(count), random.Next(count));
        for (var i = 0; i < count; i++)
        {
            yield return new Bar(
                BarTime.Of(date, session.Open.AddMinutes(i * minutes)),
                path[i],
                i == highest ? day.High : Math.Max(path[i], path[i + 1]),
                i == lowest ? day.Low : Math.Min(path[i], path[i + 1]),
                path[i + 1],
                day.Volume * weights[i] / total,
                day.Vwap);
        }
    }

    /// <summary>A random walk from the open to the close.</summary>
    private static double[] Path(Bar day, int steps, Random random)
    {
        var walk = new double[steps + 1];
        var size = (day.High - day.Low) / Math.Sqrt(steps);
        for (var i = 1; i <= steps; i++) walk[i] = walk[i - 1] + (size * ((2 * random.NextDouble()) - 1));
        var end = walk[steps];
        for (var i = 0; i <= steps; i++)
        {
            var bridge = walk[i] - (end * i / steps);
            walk[i] = Math.Clamp(day.Open + ((day.Close - day.Open) * i / steps) + bridge, day.Low, day.High);
        }
        (walk[0], walk[steps]) = (day.Open, day.Close);
        return walk;
    }

    // string.GetHashCode differs between processes.
    private static int Seed(Symbol symbol, DateOnly date) => symbol.Text.Aggregate(date.DayNumber, (seed, c) => unchecked((seed * 31) + c));
}
