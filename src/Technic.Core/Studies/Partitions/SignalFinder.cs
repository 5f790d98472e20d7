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
    /// <param name="studies">Their formulas.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ScanRequestException">A formula uses a symbol without prices.</exception>
    public SymbolFindings[][] Find(FindingsQuery query, VariantFormulas studies, CancellationToken cancellationToken)
    {
        if (studies.Together is not { } formulas)
        {
            return
            [
                .. query.Requests.SelectMany(
                    (request, i) => Find(query with { Requests = [request] }, studies.Only(i), cancellationToken)),
            ];
        }
        var request = query.Requests[0].Scan;
        var (searches, first) = (new SignalSearch[studies.Each.Length], 0);
        for (var i = 0; i < searches.Length; i++)
        {
            searches[i] = new SignalSearch(studies.Each[i], first, symbols, query, request.MinBars);
            first += studies.Each[i].Formulas.Count;
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
}
