using System.Globalization;

namespace Technic.Core.Studies;

/// <summary>What a study says, in plain words.</summary>
public static class StudyVerdict
{
    private const int FewDays = 30;
    private const double Sure = 0.95;

    /// <summary>The sentences, the answer first.</summary>
    public static IReadOnlyList<string> Of(StudyResult result)
    {
        var sessions = result.Portfolio.Sessions;
        var horizon = result.Horizons.First(horizon => horizon.Sessions == sessions);
        if (horizon.Signals == 0) return [$"No signal can be judged over {Sessions(sessions)}."];
        var sentences = new List<string> { Answer(horizon) };
        if (!double.IsNaN(result.DeflatedSharpe)) sentences.Add(Belief(result));
        return sentences;
    }

    private static string Answer(HorizonResult horizon)
    {
        var (low, high) = horizon.Interval;
        var what = $"{Percent(horizon.ExcessMean)} against the market over {Sessions(horizon.Sessions)}";
        if (double.IsNaN(low)) return $"{what}, from signals on too few days for an interval.";
        var interval = $"the 95 % interval, {Percent(low)} to {Percent(high)}";
        if (low <= 0 && high >= 0) return $"No better than the market: {what}; {interval}, contains zero.";
        var few = horizon.Days < FewDays ? $" These are signals of {horizon.Days} days only." : "";
        return low > 0 ? $"Better than the market: {what}; {interval}.{few}" : $"Worse than the market: {what}; {interval}.{few}";
    }

    private static string Belief(StudyResult result)
    {
        var chance = string.Create(CultureInfo.InvariantCulture, $"{100 * result.DeflatedSharpe:0} %");
        var tried = result.Variants == 1 ? "one variant was" : $"{result.Variants:N0} variants were";
        return result.DeflatedSharpe >= Sure
            ? $"Its Sharpe ratio is more than chance with a probability of {chance}, although {tried} tried on these days."
            : $"Its Sharpe ratio may be chance: it is more with a probability of {chance}; {tried} tried on these days.";
    }

    private static string Sessions(int sessions) => sessions == 1 ? "1 session" : $"{sessions} sessions";

    private static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:+0.00;-0.00;0.00} %");
}
