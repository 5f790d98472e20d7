using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>The study of a preset over the horizon of its portfolio; returns are fractions.</summary>
/// <param name="Preset">The name of the preset.</param>
/// <param name="MadeAt">Time in UTC.</param>
/// <param name="Market">The origin of the prices.</param>
/// <param name="From">The first session.</param>
/// <param name="To">The last session.</param>
/// <param name="SurvivorsOnly">Whether the data have only symbols that still trade.</param>
/// <param name="Signals">The number of signals.</param>
/// <param name="Days">The number of days with a signal.</param>
/// <param name="Sessions">The horizon.</param>
/// <param name="Mean">The mean return.</param>
/// <param name="ExcessMean">The mean return in excess of the universe.</param>
/// <param name="Interval">The bounds of the 95 % confidence interval of excessMean.</param>
/// <param name="Sharpe">The Sharpe ratio of the portfolio, after costs.</param>
/// <param name="DeflatedSharpe">The deflated Sharpe ratio.</param>
/// <param name="Variants">The number of variants that it takes into account.</param>
/// <param name="Verdict">The answer in one sentence.</param>
public sealed record PresetStudyDocument(
    string Preset, DateTime MadeAt, string Market, DateOnly From, DateOnly To, bool SurvivorsOnly, int Signals, int Days, int Sessions,
    double? Mean, double? ExcessMean, IReadOnlyList<double?> Interval, double? Sharpe, double? DeflatedSharpe, int Variants, string Verdict)
{
    public static PresetStudyDocument Of(PresetStudy study) => new(
        study.Preset, study.MadeAt.UtcDateTime, study.Market, study.From, study.To, study.SurvivorsOnly, study.Signals, study.Days,
        study.Sessions, study.Mean, study.ExcessMean, [study.Low, study.High], study.Sharpe, study.DeflatedSharpe, study.Variants,
        study.Verdict);
}
