using System.Collections.Concurrent;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// The bars of the other symbols of a formula. What a formula computes from them is the same for all symbols, so it is computed once. Safe
/// for concurrent use.
/// </summary>
public sealed class ReferenceSeries
{
    private readonly IReadOnlyDictionary<Symbol, BarSeries> _series;
    private readonly ConcurrentDictionary<OtherSymbolNode, double[]> _values = new(ReferenceEqualityComparer.Instance);

    /// <param name="series">The bars of each symbol.</param>
    public ReferenceSeries(IReadOnlyDictionary<Symbol, BarSeries> series) => _series = series;

    /// <summary>No other symbols.</summary>
    public static ReferenceSeries None { get; } = new(new Dictionary<Symbol, BarSeries>());

    /// <summary>The bars by symbol.</summary>
    public IReadOnlyDictionary<Symbol, BarSeries> BySymbol => _series;

    /// <summary>The bars of a symbol; empty if there are none.</summary>
    internal BarSeries Of(Symbol symbol) => _series.GetValueOrDefault(symbol) ?? BarSeries.Empty;

    /// <summary>The values of a formula at each bar of its symbol.</summary>
    internal double[] ValuesOf(OtherSymbolNode node) => _values.GetOrAdd(node, static (node, references) =>
    {
        var bars = references.Of(node.Symbol);
        var values = new double[bars.Count];
        node.Plan.EvaluateAll(EvaluationInput.OfBars(SeriesColumns.Of(bars), references), values);
        return values;
    }, this);
}
