using System.Globalization;
using Technic.Core.Formulas;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Studies;

/// <summary>The formulas of a study, compiled together. Safe for concurrent use.</summary>
internal sealed class StudyFormulas
{
    private const int None = -1;
    private readonly FormulaText[] _texts;
    private readonly FormulaVocabulary _vocabulary;

    private StudyFormulas(StudyRequest request)
    {
        var texts = new List<FormulaText>();
        if (request.Scan.Where is { } where) texts.Add(new FormulaText("where", where, MustBeCondition: true));
        texts.AddRange(FilterTexts(request.Scan).Select(filter => new FormulaText("filter", filter, MustBeCondition: true)));
        Conditions = texts.Count;
        Text = texts.Count == 0 ? "every bar" : string.Join(" and ", texts.Select(text => texts.Count == 1 ? text.Text : $"({text.Text})"));
        Exit = Add("exit", request.Trades?.Exit, mustBeCondition: true);
        Rank = Add("rank-by", request.RankBy, mustBeCondition: false);
        (_texts, _vocabulary) = ([.. texts], request.Scan.Vocabulary);
        Formulas = MarketFormulas.Compile(_texts, _vocabulary);

        int Add(string subject, string? text, bool mustBeCondition)
        {
            if (text is null) return None;
            texts.Add(new FormulaText(subject, text, mustBeCondition));
            return texts.Count - 1;
        }
    }

    /// <summary>The compiled formulas.</summary>
    public MarketFormulas Formulas { get; }

    /// <summary>The number of the first formulas, the conditions of a signal.</summary>
    public int Conditions { get; }

    /// <summary>The condition of a signal, with the filters.</summary>
    public string Text { get; }

    /// <summary>The index of the formula that ends a trade; negative for none.</summary>
    public int Exit { get; }

    /// <summary>The index of the formula that orders the symbols; negative for none.</summary>
    public int Rank { get; }

    /// <summary>
    /// Whether the formulas look at each symbol for itself: they compare no symbols, and use no column that a scan ranks by.
    /// </summary>
    public bool IsBySymbol =>
        !Formulas.ComparesSymbols && !Formulas.RowColumns.Any(column => column is ScanColumn { NeedsRanking: true });

    /// <summary>Compiles the formulas of a study.</summary>
    /// <exception cref="ScanRequestException">A formula is invalid.</exception>
    public static StudyFormulas Of(StudyRequest request)
    {
        try
        {
            return new StudyFormulas(request);
        }
        catch (FormulaException problem)
        {
            throw new ScanRequestException(problem.Sentence);
        }
    }

    /// <summary>
    /// Compiles the formulas of several studies together, those of the first one first, so that common parts are computed once.
    /// </summary>
    /// <param name="studies">The formulas of studies with the same named formulas.</param>
    /// <returns>The formulas; <c>null</c> if they have too many parts together.</returns>
    public static MarketFormulas? Together(IReadOnlyList<StudyFormulas> studies)
    {
        if (studies.Count == 1) return studies[0].Formulas;
        try
        {
            return MarketFormulas.Compile([.. studies.SelectMany(study => study._texts)], studies[0]._vocabulary);
        }
        catch (FormulaException)
        {
            return null;
        }
    }

    /// <summary>Whether a bar of a stretch is a signal.</summary>
    /// <param name="values">The values of the formulas.</param>
    /// <param name="first">The index of the first of these formulas among them.</param>
    /// <param name="bar">The bar, from the first of the stretch.</param>
    public bool IsSignal(in StretchValues values, int first, int bar)
    {
        for (var i = first; i < first + Conditions; i++)
        {
            if (values[i][bar] == 0) return false;
        }
        return true;
    }

    /// <summary>The filters of a scan as conditions; the number of bars is not among them.</summary>
    private static IEnumerable<string> FilterTexts(ScanRequest scan)
    {
        if (scan.MinPrice > 0) yield return Written($"close >= {scan.MinPrice}");
        if (scan.MinDollarVolume > 0) yield return Written($"nz(dollarVolume20, 0) >= {scan.MinDollarVolume}");
        if (scan.MinRating is { } rating) yield return Written($"rating >= {rating}");
        if (!scan.AllowShorts) yield return $"signal >= '{Signal.Neutral.Name()}'";
        if (scan.Signals.Count > 0) yield return $"signal in ({string.Join(", ", scan.Signals.Select(signal => $"'{signal.Name()}'"))})";
    }

    private static string Written(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
