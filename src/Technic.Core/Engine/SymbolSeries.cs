using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Guide;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>Formulas at every bar of one symbol.</summary>
/// <param name="Lookup">The lookup of the window; without bars there are no values.</param>
/// <param name="Columns">The formulas.</param>
/// <param name="Formulas">The compiled formulas.</param>
/// <param name="Values">The formulas one after another, one value for each bar of the window; NaN where a number has no value.</param>
public sealed record SymbolSeries(HistoryLookup Lookup, IReadOnlyList<FormulaColumn> Columns, FormulaSeries Formulas, double[] Values)
{
    /// <summary>The lookup of another symbol of the formulas that has no bars; <c>null</c> if all have some.</summary>
    public (PriceHistoryKey Key, HistoryLookup Lookup)? Missing { get; init; }

    /// <summary>The values of a formula.</summary>
    public ReadOnlySpan<double> ValuesOf(int formula)
    {
        var bars = Lookup.History!.Bars.Count;
        return Values.AsSpan(formula * bars, bars);
    }

    /// <summary>
    /// Whether a formula belongs over the prices of a chart: it has their unit, and its values lie between half and twice the closes, as an
    /// average does and an average range does not.
    /// </summary>
    public bool IsOverlay(int formula)
    {
        if (Formulas.IsCondition(formula) || Formulas.UnitOf(formula) != FormulaUnit.Price) return false;
        var values = ValuesOf(formula);
        var close = Lookup.History!.Bars.Close;
        int near = 0, all = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            all++;
            if (values[i] >= close[i] / 2 && values[i] <= close[i] * 2) near++;
        }
        return near * 2 >= all;
    }
}

/// <summary>Looks up symbols with formulas at every bar.</summary>
public static class SymbolSeriesLookup
{
    /// <summary>The maximum number of formulas.</summary>
    public const int MaxFormulas = 16;

    /// <summary>
    /// Evaluates formulas at every bar of a window. Earlier bars that they need are looked up too; if these cannot be had, the first values
    /// are missing.
    /// </summary>
    /// <param name="engine">The engine.</param>
    /// <param name="key">The window.</param>
    /// <param name="adjustment">The form of the prices.</param>
    /// <param name="columns">The formulas.</param>
    /// <param name="vocabulary">What their names can mean.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="cancellationToken">Ends the lookup.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or there are too many.</exception>
    public static async ValueTask<SymbolSeries> GetSeriesAsync(
        this IScanEngine engine, PriceHistoryKey key, PriceAdjustment adjustment, IReadOnlyList<FormulaColumn> columns,
        FormulaVocabulary vocabulary, MarketClock clock, CancellationToken cancellationToken)
    {
        var formulas = Compile(columns, vocabulary);
        var moment = clock.Take();
        var wide = key with { Days = DaysFor(formulas, key, moment.Window(key).To) };
        var (lookup, complete) = await LookUpAsync(wide).ConfigureAwait(false);
        if (lookup.History is not { IsEmpty: false } history) return new SymbolSeries(lookup, columns, formulas, []);
        var references = new Dictionary<Symbol, BarSeries>();
        foreach (var symbol in formulas.Symbols)
        {
            var other = await engine.GetHistoryAsync(wide with { Symbol = symbol }, adjustment, cancellationToken).ConfigureAwait(false);
            if (other.History is not { IsEmpty: false } bars)
                return new SymbolSeries(lookup, columns, formulas, []) { Missing = (key with { Symbol = symbol }, other) };
            references.Add(symbol, bars.Bars);
        }
        var values = formulas.Evaluate(complete!.Bars, new ReferenceSeries(references));
        return new SymbolSeries(lookup, columns, formulas, Last(values, formulas.Count, history.Bars.Count));

        async ValueTask<(HistoryLookup Lookup, PriceHistory? Complete)> LookUpAsync(PriceHistoryKey wide)
        {
            var found = await engine.GetHistoryAsync(wide, adjustment, cancellationToken).ConfigureAwait(false);
            if (found.History is { } all) return (found with { History = wide == key ? all : moment.Fit(all, key) }, all);
            // A copy of the narrow window may be here although the provider fails.
            var narrow = await engine.GetHistoryAsync(key, adjustment, cancellationToken).ConfigureAwait(false);
            return (narrow, narrow.History);
        }
    }

    private static FormulaSeries Compile(IReadOnlyList<FormulaColumn> columns, FormulaVocabulary vocabulary)
    {
        if (columns.Count is 0 or > MaxFormulas)
            throw new ScanRequestException($"columns must contain 1 to {MaxFormulas} formulas, not {columns.Count}.");
        try
        {
            return FormulaSeries.Compile([.. columns.Select(column => column.ToText())], vocabulary);
        }
        catch (FormulaException problem)
        {
            throw new ScanRequestException(problem.Sentence);
        }
    }

    /// <summary>The window with the bars that the first value of the requested one needs, in calendar days.</summary>
    private static int DaysFor(FormulaSeries formulas, PriceHistoryKey key, DateOnly to)
    {
        var earlier = formulas.BarsNeeded(key.Frequency) - 1;
        if (earlier == 0) return key.Days;
        var from = to.AddDays(-Math.Min(key.Days, to.DayNumber));
        var days = WindowAdvice.DaysFor(WindowAdvice.SessionsOf(earlier, key.Frequency), from);
        return Math.Min(PriceHistoryKey.MaxDays, key.Days + days);
    }

    /// <summary>The last values of each formula.</summary>
    private static double[] Last(double[] values, int formulas, int bars)
    {
        var all = values.Length / formulas;
        var last = new double[formulas * bars];
        for (var i = 0; i < formulas; i++) values.AsSpan((i * all) + all - bars, bars).CopyTo(last.AsSpan(i * bars));
        return last;
    }
}
