using Technic.Core.Formulas;
using Technic.Core.Scans;

namespace Technic.Core.Studies.Partitions;

/// <summary>Evaluates the formulas of studies at every bar of symbols.</summary>
/// <param name="market">The market that has the symbols, and the other symbols of formulas.</param>
/// <param name="symbols">The symbols.</param>
internal sealed class SignalFinder(StudyMarket market, StudySymbol[] symbols)
{
    /// <summary>The findings of each study, by symbol.</summary>
    /// <param name="query">Studies that differ in their formulas only.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or uses a symbol without prices.</exception>
    public SymbolFindings[][] Find(FindingsQuery query, CancellationToken cancellationToken) =>
        Find(query, [.. query.Requests.Select(StudyFormulas.Of)], cancellationToken);

    private SymbolFindings[][] Find(FindingsQuery query, StudyFormulas[] studies, CancellationToken cancellationToken)
    {
        if (Together(studies) is not { } formulas)
        {
            return
            [
                .. query.Requests.SelectMany((request, i) => Find(query with { Requests = [request] }, [studies[i]], cancellationToken)),
            ];
        }
        var request = query.Requests[0].Scan;
        var (searches, first) = (new SignalSearch[studies.Length], 0);
        for (var i = 0; i < studies.Length; i++)
        {
            searches[i] = new SignalSearch(studies[i], first, symbols, query, request.MinBars);
            first += studies[i].Formulas.Count;
        }
        var rows = RowColumns.Of(symbols, market.Days.Count, formulas.RowColumns, request, query.From, cancellationToken);
        formulas.Evaluate(new StudyPanel(market, symbols, ReferencesOf(formulas), rows), (in values) =>
        {
            foreach (var search in searches) search.Take(values);
        }, cancellationToken);
        return Array.ConvertAll(searches, search => search.Found);
    }

    private StudyReferences ReferencesOf(MarketFormulas formulas) => StudyReferences.Of([.. formulas.Symbols.Select(
        symbol => market.Find(symbol) is { } history
            ? (symbol, history.Bars, history.Splits)
            : throw new ScanRequestException($"A formula uses {symbol}, which has no prices."))]);

    /// <summary>The formulas of studies as one; <c>null</c> if they are too large together.</summary>
    private static MarketFormulas? Together(StudyFormulas[] studies)
    {
        try
        {
            return StudyFormulas.Together(studies);
        }
        catch (FormulaException) when (studies.Length > 1)
        {
            return null;
        }
    }
}
