using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>Random formulas against a plain interpreter, and against their own values over less history.</summary>
public sealed class FormulaPropertyTests
{
    private static readonly BarSeries Bars = new RandomMarket(Seed: 7, Length: 40, Level: 37.25, Swing: 0.02, Drift: 0).Bars();

    private static readonly Gen<(BarFormula Formula, int Bar)> Cases =
        from formula in BarFormula.Any.Where(formula => !formula.HasNestedWeeks)
        from bar in Gen.Choose(0, Bars.Count - 1)
        select (formula, bar);

    private static FormulaSeries Compile(string text) =>
        FormulaSeries.Compile([new FormulaText("formula", text)], ScanColumns.Vocabulary);

    [Fact]
    public void A_formula_has_the_value_of_a_plain_interpreter_at_every_bar() => Markets.ForAll(Cases, test =>
    {
        var values = Compile(test.Formula.Text).Evaluate(Bars, ReferenceSeries.None);

        Assert.True(
            values[test.Bar].Equals(test.Formula.At(Bars, test.Bar)),
            $"{test.Formula.Text} at {test.Bar}: {values[test.Bar]:R}, not {test.Formula.At(Bars, test.Bar):R}");
    });

    [Fact]
    public void A_value_does_not_change_when_the_history_behind_it_is_cut_off() => Markets.ForAll(Cases, test =>
    {
        var study = Compile(test.Formula.Text);
        var whole = study.Evaluate(Bars, ReferenceSeries.None)[test.Bar];
        var cut = study.Evaluate(Bars.Slice(0, test.Bar + 1), ReferenceSeries.None)[test.Bar];

        Assert.True(whole.Equals(cut), $"{test.Formula.Text} at {test.Bar}: {whole:R}, but {cut:R}");
    });

    [Fact]
    public void The_last_value_alone_is_the_last_of_all_values() => Markets.ForAll(Cases, test =>
    {
        var study = Compile(test.Formula.Text);
        var bars = Bars.Slice(0, test.Bar + 1);
        Span<double> last = stackalloc double[1];
        study.EvaluateLast(bars, ReferenceSeries.None, last);

        Assert.True(last[0].Equals(study.Evaluate(bars, ReferenceSeries.None)[^1]), test.Formula.Text);
    });

    [Fact]
    public void The_random_formulas_have_values_of_all_kinds()
    {
        var (missing, zero, all) = (0, 0, 0);
        Markets.ForAll(Cases, test =>
        {
            var value = test.Formula.At(Bars, test.Bar);
            missing += double.IsNaN(value) ? 1 : 0;
            zero += value == 0 ? 1 : 0;
            all++;
        });

        Assert.InRange((double)missing / all, 0.02, 0.5);
        Assert.InRange((double)zero / all, 0.05, 0.6);
    }
}
