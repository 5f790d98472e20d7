using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Market;

namespace Technic.Core.Tests.Formulas;

/// <summary>
/// A random formula with the simplest possible evaluation: each part is a function of the bars and one bar, which computes everything anew.
/// The text, with parentheses around every part, follows the documentation and not the parser.
/// </summary>
/// <param name="Text">The formula.</param>
/// <param name="At">Its value at a bar: NaN for none; 1 or 0 for a condition.</param>
/// <param name="IsCondition">Whether it is a condition.</param>
internal sealed record BarFormula(string Text, Func<BarSeries, int, double> At, bool IsCondition = false)
{
    /// <summary>Whether it has weeks of weeks, which the language does not have.</summary>
    public bool HasNestedWeeks => Text.Split("weekly.").Length > 2;

    private static readonly Gen<BarFormula> Prices = Gen.Elements(
        new BarFormula("close", (bars, t) => bars.Close[t]), new BarFormula("open", (bars, t) => bars.Open[t]),
        new BarFormula("high", (bars, t) => bars.High[t]), new BarFormula("low", (bars, t) => bars.Low[t]),
        new BarFormula("volume", (bars, t) => bars.Volume[t]),
        new BarFormula("typical", (bars, t) => Finite(Finite(Finite(bars.High[t] + bars.Low[t]) + bars.Close[t]) / 3)),
        new BarFormula("hl2", (bars, t) => (bars.High[t] + bars.Low[t]) / 2),
        new BarFormula("change", (bars, t) => t < 1 ? double.NaN : bars.Close[t] - bars.Close[t - 1]));

    private static readonly Gen<BarFormula> Constants =
        Gen.Elements([.. new[] { 0, 1, 2, 30, 50.5, 1e9, 1e-3, 1e300 }.Select(value => new BarFormula(Written(value), (_, _) => value))]);

    private static readonly Gen<int> Bars = Gen.Elements(1, 2, 3, 5, 20);

    /// <summary>Formulas of numbers.</summary>
    public static Gen<BarFormula> Numbers(int depth) => depth == 0 ? Gen.OneOf(Prices, Constants) : Gen.OneOf(
        Prices,
        from sign in Gen.Elements("+", "-", "*", "/")
        from a in Numbers(depth - 1)
        from b in Numbers(depth - 1)
        select new BarFormula($"({a.Text} {sign} {b.Text})", (bars, t) => Calculate(sign, a.At(bars, t), b.At(bars, t))),
        from a in Numbers(depth - 1)
        from n in Gen.Elements(0, 1, 2, 7)
        select new BarFormula($"({a.Text})[{n}]", (bars, t) => t < n ? double.NaN : a.At(bars, t - n)),
        from a in Numbers(depth - 1)
        from function in Gen.Elements("abs", "sqrt", "log", "exp", "sign", "round", "floor", "ceil")
        select new BarFormula($"{function}({a.Text})", (bars, t) => Function(function, a.At(bars, t))),
        from c in Conditions(depth - 1)
        from a in Numbers(depth - 1)
        from b in Numbers(depth - 1)
        select new BarFormula($"if({c.Text}, {a.Text}, {b.Text})", (bars, t) => c.At(bars, t) == 1 ? a.At(bars, t) : b.At(bars, t)),
        from a in Numbers(depth - 1)
        from b in Numbers(depth - 1)
        from isMax in Gen.Elements(true, false)
        select new BarFormula(
            $"{(isMax ? "max" : "min")}({a.Text}, {b.Text})",
            (bars, t) => isMax ? Math.Max(a.At(bars, t), b.At(bars, t)) : Math.Min(a.At(bars, t), b.At(bars, t))),
        from a in Numbers(depth - 1)
        from b in Numbers(depth - 1)
        select new BarFormula($"nz({a.Text}, {b.Text})", (bars, t) => a.At(bars, t) is var x && double.IsNaN(x) ? b.At(bars, t) : x),
        from c in Conditions(depth - 1)
        from n in Bars
        select new BarFormula(
            $"count({c.Text}, {n})", (bars, t) => t < n - 1 ? double.NaN : Enumerable.Range(t - n + 1, n).Sum(i => c.At(bars, i))),
        from c in Conditions(depth - 1)
        select new BarFormula($"streak({c.Text})", (bars, t) => Streak(c, bars, t)),
        from c in Conditions(depth - 1)
        select new BarFormula($"bars_since({c.Text})", (bars, t) => LastTrue(c, bars, t) is var i && i < 0 ? double.NaN : t - i),
        from c in Conditions(depth - 1)
        from a in Numbers(depth - 1)
        select new BarFormula(
            $"value_when({c.Text}, {a.Text})", (bars, t) => LastTrue(c, bars, t) is var i && i < 0 ? double.NaN : a.At(bars, i)),
        from c in Conditions(depth - 1)
        from a in Numbers(depth - 1)
        select new BarFormula($"since({c.Text}, highest({a.Text}))", (bars, t) => HighestSince(c, a, bars, t)),
        from a in Numbers(depth - 1)
        select new BarFormula($"weekly.({a.Text})", (bars, t) => a.At(Weeks(bars, t), Weeks(bars, t).Count - 1)));

    /// <summary>Formulas of conditions.</summary>
    public static Gen<BarFormula> Conditions(int depth) => depth == 0 ? Comparisons(0) : Gen.OneOf(
        Comparisons(depth - 1),
        from c in Conditions(depth - 1)
        select Condition($"(not {c.Text})", (bars, t) => c.At(bars, t) == 0),
        from a in Conditions(depth - 1)
        from b in Conditions(depth - 1)
        from isAnd in Gen.Elements(true, false)
        select Condition(
            $"({a.Text} {(isAnd ? "and" : "or")} {b.Text})",
            (bars, t) => isAnd ? a.At(bars, t) == 1 && b.At(bars, t) == 1 : a.At(bars, t) == 1 || b.At(bars, t) == 1),
        from c in Conditions(depth - 1)
        from n in Bars
        select Condition(
            $"({c.Text} within {n})", (bars, t) => Enumerable.Range(0, n).Any(back => back <= t && c.At(bars, t - back) == 1)),
        from c in Conditions(depth - 1)
        from n in Bars
        select Condition(
            $"({c.Text} for {n})", (bars, t) => Enumerable.Range(0, n).All(back => back <= t && c.At(bars, t - back) == 1)),
        from a in Numbers(depth - 1)
        from b in Numbers(depth - 1)
        from direction in Gen.Elements("above", "below", "")
        select Condition($"({a.Text} crosses {direction} {b.Text})", (bars, t) => Crosses(direction, a, b, bars, t)),
        from c in Conditions(depth - 1)
        from n in Gen.Elements(1, 3)
        select Condition($"({c.Text})[{n}]", (bars, t) => t >= n && c.At(bars, t - n) == 1));

    /// <summary>Numbers and conditions of up to three levels.</summary>
    public static Gen<BarFormula> Any { get; } = Gen.OneOf(Numbers(3), Conditions(3));

    /// <summary>The weeks up to a bar, the last one so far.</summary>
    private static BarSeries Weeks(BarSeries bars, int t) => BarSeries.FromBars([
        .. Enumerable.Range(0, t + 1).Select(i => bars[i])
            .GroupBy(bar => bar.Time.Date.AddDays(-(((int)bar.Time.Date.DayOfWeek + 6) % 7)))
            .Select(week => new Bar(
                week.First().Time, week.First().Open, week.Max(bar => bar.High), week.Min(bar => bar.Low), week.Last().Close,
                week.Aggregate(0.0, (sum, bar) => sum + bar.Volume))),
    ]);

    private static BarFormula Condition(string text, Func<BarSeries, int, bool> at) =>
        new(text, (bars, t) => at(bars, t) ? 1 : 0, IsCondition: true);

    private static Gen<BarFormula> Comparisons(int depth) =>
        from sign in Gen.Elements("=", "!=", "<", "<=", ">", ">=")
        from a in Numbers(depth)
        from b in Numbers(depth)
        select Condition($"({a.Text} {sign} {b.Text})", (bars, t) => Compare(sign, a.At(bars, t), b.At(bars, t)));

    private static bool Compare(string sign, double a, double b) => !double.IsNaN(a) && !double.IsNaN(b) && sign switch
    {
        "=" => a == b,
        "!=" => a != b,
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        _ => a >= b,
    };

    private static bool Crosses(string direction, BarFormula a, BarFormula b, BarSeries bars, int t)
    {
        var side = Math.Sign(Difference(t));
        if (side == 0 || direction == "above" && side < 0 || direction == "below" && side > 0) return false;
        for (var i = t - 1; i >= 0; i--)
        {
            var earlier = Difference(i);
            if (earlier is 1 or -1) return earlier == -side;
            if (earlier != 0) return false;
        }
        return false;

        // 1 above, -1 below, 0 equal, 2 missing.
        int Difference(int i)
        {
            var (x, y) = (a.At(bars, i), b.At(bars, i));
            if (i == t && (double.IsNaN(x) || double.IsNaN(y))) return 0;
            return double.IsNaN(x) || double.IsNaN(y) ? 2 : x > y ? 1 : x < y ? -1 : 0;
        }
    }

    private static double Streak(BarFormula c, BarSeries bars, int t)
    {
        var streak = 0;
        while (streak <= t && c.At(bars, t - streak) == 1) streak++;
        return streak;
    }

    private static int LastTrue(BarFormula c, BarSeries bars, int t)
    {
        while (t >= 0 && c.At(bars, t) == 0) t--;
        return t;
    }

    private static double HighestSince(BarFormula c, BarFormula a, BarSeries bars, int t)
    {
        var first = LastTrue(c, bars, t);
        if (first < 0) return double.NaN;
        var values = Enumerable.Range(first, t - first + 1).Select(i => a.At(bars, i)).Where(x => !double.IsNaN(x)).ToArray();
        return values.Length == 0 ? double.NaN : values.Max();
    }

    private static double Calculate(string sign, double a, double b) => Finite(sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        _ => a / b,
    });

    private static double Function(string function, double x) => double.IsNaN(x) ? x : Finite(function switch
    {
        "abs" => Math.Abs(x),
        "sqrt" => Math.Sqrt(x),
        "log" => Math.Log(x),
        "exp" => Math.Exp(x),
        "sign" => Math.Sign(x),
        "round" => Math.Round(x, MidpointRounding.AwayFromZero),
        "floor" => Math.Floor(x),
        _ => Math.Ceiling(x),
    });

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    private static string Written(double value) => value.ToString(CultureInfo.InvariantCulture);
}
