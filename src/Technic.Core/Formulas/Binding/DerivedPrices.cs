using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Binding;

/// <summary>Prices that are computed from the columns of the bars.</summary>
internal static class DerivedPrices
{
    private static readonly FrozenDictionary<string, Func<NodeFactory, FormulaNode>> All =
        new Dictionary<string, Func<NodeFactory, FormulaNode>>
        {
            ["typical"] = nodes => Mean(nodes, Price.High, Price.Low, Price.Close),
            ["hl2"] = nodes => Mean(nodes, Price.High, Price.Low),
            ["ohlc4"] = nodes => Mean(nodes, Price.Open, Price.High, Price.Low, Price.Close),
            ["change"] = nodes => nodes.Arithmetic('-', nodes.Price(Price.Close), nodes.Offset(nodes.Price(Price.Close), 1)),
            ["vwap"] = nodes => nodes.Vwap(),
            ["true"] = nodes => nodes.Condition(true),
            ["false"] = nodes => nodes.Condition(false),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => All.Keys;

    public static bool TryFind(string name, [NotNullWhen(true)] out Func<NodeFactory, FormulaNode>? price) =>
        All.TryGetValue(name, out price);

    private static FormulaNode Mean(NodeFactory nodes, params ReadOnlySpan<Price> prices)
    {
        var sum = nodes.Price(prices[0]);
        foreach (var price in prices[1..]) sum = nodes.Arithmetic('+', sum, nodes.Price(price));
        return nodes.Arithmetic('/', sum, nodes.Number(prices.Length));
    }
}
