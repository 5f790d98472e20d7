using Technic.Core.Market;

namespace Technic.Core.Tests.Formulas;

/// <summary>Longer timeframes over hand-built weeks with holidays, half weeks and the turn of a year.</summary>
public sealed class TimeframeTests
{
    // Monday 21 December to Tuesday 12 January; 25 December and 1 January are holidays, 11 January is missing.
    private static readonly BarSeries Bars = SeriesValues.Closes(
        "2020-12-21=10 2020-12-22=12 2020-12-23=11 2020-12-24=13 2020-12-28=9 2020-12-29=8 2020-12-30=14 2020-12-31=15 "
        + "2021-01-04=7 2021-01-05=20 2021-01-06=19 2021-01-07=18 2021-01-08=17 2021-01-12=16");

    [Theory]
    [InlineData("weekly.close", "10 12 11 13 9 8 14 15 7 20 19 18 17 16")]
    [InlineData("weekly.open", "10 10 10 10 9 9 9 9 7 7 7 7 7 16")]
    [InlineData("weekly.high", "10 12 12 13 9 9 14 15 7 20 20 20 20 16")]
    [InlineData("weekly.low", "10 10 10 10 9 8 8 8 7 7 7 7 7 16")]
    [InlineData("weekly.volume", "1 2 3 4 1 2 3 4 1 2 3 4 5 1")]
    [InlineData("weekly.close[1]", "- - - - 13 13 13 13 15 15 15 15 15 17")]
    [InlineData("weekly.close[2]", "- - - - - - - - 13 13 13 13 13 15")]
    [InlineData("(weekly.close)[1]", "- 10 12 11 13 9 8 14 15 7 20 19 18 17")]
    [InlineData("weekly.sma(2)", "- - - - 11 10.5 13.5 14 11 17.5 17 16.5 16 16.5")]
    [InlineData("weekly.(high - low)", "0 2 2 3 0 1 6 7 0 13 13 13 13 0")]
    [InlineData("weekly.change", "- - - - -4 -5 1 2 -8 5 4 3 2 -1")]
    [InlineData("monthly.high", "10 12 12 13 13 13 14 15 7 20 20 20 20 20")]
    [InlineData("monthly.close[1]", "- - - - - - - - 15 15 15 15 15 15")]
    [InlineData("quarterly.low", "10 10 10 10 9 8 8 8 7 7 7 7 7 7")]
    [InlineData("quarterly.open[1]", "- - - - - - - - 10 10 10 10 10 10")]
    [InlineData("if(weekly.close > weekly.close[1], 1, 0)", "0 0 0 0 0 0 1 1 0 1 1 1 1 0")]
    [InlineData("weekly.close > weekly.close[1]", "0 0 0 0 0 0 1 1 0 1 1 1 1 0")]
    [InlineData("weekly.streak(close > open)", "0 1 1 1 0 0 2 2 0 3 3 3 3 0")]
    [InlineData("daily.close", "10 12 11 13 9 8 14 15 7 20 19 18 17 16")]
    [InlineData("daily.sma(2)", "- 11 11.5 12 11 8.5 11 14.5 11 13.5 19.5 18.5 17.5 16.5")]
    [InlineData("let range = high - low; weekly.range + range", "0 2 2 3 0 1 6 7 0 13 13 13 13 0")]
    public void Each_bar_has_what_was_known_then(string formula, string expected) =>
        Assert.Equal(SeriesValues.Numbers(expected), SeriesValues.Of(formula, Bars));

    [Fact]
    public void The_vwap_of_a_week_weighs_those_of_its_days_by_volume()
    {
        // Monday to Wednesday, and the Monday after; the source gives none for the first Tuesday.
        (string Day, double Vwap, double Volume)[] days =
            [("2021-01-04", 10, 100), ("2021-01-05", double.NaN, 900), ("2021-01-06", 13, 300), ("2021-01-11", 7, 0)];
        var bars = BarSeries.FromBars(
            [.. days.Select(day => new Bar(BarTime.OfDay(DateOnly.Parse(day.Day)), 9, 20, 5, 9, day.Volume, day.Vwap))]);

        Assert.Equal(SeriesValues.Numbers("10 - 13 7"), SeriesValues.Of("vwap", bars));
        Assert.Equal(SeriesValues.Numbers("- 10 - 13"), SeriesValues.Of("vwap[1]", bars));
        Assert.Equal([10, 10, 12.25, 7], SeriesValues.Of("weekly.vwap", bars));
        Assert.Equal(SeriesValues.Numbers("- -"), SeriesValues.Of("vwap", SeriesValues.Closes("2021-01-04=1 2021-01-05=2")));
    }

    [Fact]
    public void Hours_begin_at_half_past_and_days_at_midnight()
    {
        string[] times = ["04-20T09:30", "04-20T09:35", "04-20T10:25", "04-20T10:30", "04-20T15:55", "04-21T09:30", "04-21T09:35"];
        var bars = BarSeries.FromBars([.. times.Select((text, i) => new Bar(
            BarTime.Of(DateOnly.Parse($"2021-{text[..5]}"), TimeOnly.Parse(text[6..])), i + 1, i + 2, i, i + 1, 10))]);

        Assert.Equal([1, 1, 1, 4, 5, 6, 6], SeriesValues.Of("hourly.open", bars));
        Assert.Equal([10, 20, 30, 10, 10, 10, 20], SeriesValues.Of("hourly.volume", bars));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], SeriesValues.Of("daily.close", bars));
        Assert.Equal(SeriesValues.Numbers("- - - - - 5 5"), SeriesValues.Of("daily.close[1]", bars));
    }

    [Theory]
    [InlineData("ema(5)")]
    [InlineData("rsi(3)")]
    [InlineData("streak(close > open)")]
    [InlineData("obv")]
    public void A_recursive_function_over_hundreds_of_hours_is_that_over_all_of_them(string formula)
    {
        var (bars, hours, hourOf) = FiveMinutes(sessions: 60);
        var whole = SeriesValues.Of(formula, hours);

        var values = SeriesValues.Of($"hourly.{formula}", bars);
        var before = SeriesValues.Of($"hourly.{formula}[1]", bars);

        Assert.True(hours.Count > 400);
        for (var i = 0; i < bars.Count; i++)
        {
            if (i + 1 == bars.Count || hourOf[i + 1] != hourOf[i]) AssertNear(whole[hourOf[i]], values[i]);
            AssertNear(hourOf[i] == 0 ? double.NaN : whole[hourOf[i] - 1], before[i]);
        }
    }

    private static void AssertNear(double expected, double actual) => Assert.True(
        expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-12 * Math.Max(1, Math.Abs(expected)), $"{expected:R}, not {actual:R}");

    /// <summary>Five-minute bars of sessions, the hours that they make, and the hour of each bar.</summary>
    private static (BarSeries Bars, BarSeries Hours, int[] HourOf) FiveMinutes(int sessions)
    {
        const int perSession = 78, perHour = 12;
        var random = new Random(7);
        var (bars, hours, hourOf) = (new List<Bar>(), new List<Bar>(), new List<int>());
        var close = 50.0;
        for (var session = 0; session < sessions; session++)
        {
            for (var i = 0; i < perSession; i++)
            {
                var time = BarTime.Of(new DateOnly(2021, 1, 4).AddDays(session), new TimeOnly(9, 30).AddMinutes(5 * i));
                var open = close;
                close *= 1 + ((random.NextDouble() - 0.5) * 0.01);
                var bar = new Bar(time, open, Math.Max(open, close), Math.Min(open, close), close, random.Next(1, 1000));
                bars.Add(bar);
                if (i % perHour == 0)
                {
                    hours.Add(bar);
                }
                else
                {
                    var hour = hours[^1];
                    hours[^1] = new Bar(
                        hour.Time, hour.Open, Math.Max(hour.High, bar.High), Math.Min(hour.Low, bar.Low), close, hour.Volume + bar.Volume);
                }
                hourOf.Add(hours.Count - 1);
            }
        }
        return (BarSeries.FromBars([.. bars]), BarSeries.FromBars([.. hours]), [.. hourOf]);
    }

    [Fact]
    public void Another_symbol_is_aligned_by_date_and_has_no_value_without_a_bar()
    {
        var other = SeriesValues.Closes("2020-12-20=1 2020-12-21=2 2020-12-23=3 2020-12-28=4 2020-12-30=5 2021-01-05=6");

        Assert.Equal(
            SeriesValues.Numbers("2 - 3 - 4 - 5 - - 6 - - - -"), SeriesValues.Of("SPY.close", Bars, ("SPY", other)));
        Assert.Equal(
            SeriesValues.Numbers("1.5 - 2.5 - 3.5 - 4.5 - - 5.5 - - - -"), SeriesValues.Of("SPY.sma(2)", Bars, ("SPY", other)));
        Assert.Equal(
            SeriesValues.Numbers("1 0 1 0 1 0 1 0 0 1 0 0 0 0"), SeriesValues.Of("symbol('BRK.B').(close > 0)", Bars, ("BRK.B", other)));
        Assert.Equal(SeriesValues.Numbers("5 - 3.6666666666666665 - 2.25 - 2.8 - - 3.3333333333333335 - - - -"),
            SeriesValues.Of("close / SPY.close", Bars, ("SPY", other)));
    }

    [Fact]
    public void Another_symbol_over_weeks_has_the_weeks_so_far()
    {
        var other = SeriesValues.Closes("2020-12-21=2 2020-12-23=3 2020-12-28=4 2020-12-30=5 2021-01-05=6");

        Assert.Equal(
            SeriesValues.Numbers("2 - 3 - 4 - 5 - - 6 - - - -"), SeriesValues.Of("SPY.weekly.close", Bars, ("SPY", other)));
        Assert.Equal(
            SeriesValues.Numbers("- - - - 3 3 3 3 - 5 5 5 5 -"), SeriesValues.Of("weekly.SPY.close[1]", Bars, ("SPY", other)));
        Assert.Equal(
            SeriesValues.Numbers("2 2 3 3 4 4 5 5 - 6 6 6 6 -"), SeriesValues.Of("weekly.SPY.close", Bars, ("SPY", other)));
    }
}
