using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Binding;

/// <summary>
/// Divides the formulas of a scan. Where a column of the row is compared or calculated with, its value is taken from the row. What needs
/// earlier bars is evaluated where the history is, in parts that are as large as possible. What compares the symbols at earlier bars too is
/// left to a <see cref="Evaluation.MarketPanel"/>.
/// </summary>
internal sealed class FormulaSplit
{
    private const NodeTraits NotLocal = NodeTraits.UsesRow | NodeTraits.PrefersRow | NodeTraits.UsesMarket;

    private readonly List<FormulaNode> _local = [];
    private readonly List<FormulaNode> _market = [];
    private readonly HashSet<FormulaNode> _given = [];

    private FormulaSplit()
    {
    }

    /// <summary>The parts that are evaluated over a history.</summary>
    public IReadOnlyList<FormulaNode> Local => _local;

    /// <summary>The parts that compare symbols at earlier bars.</summary>
    public IReadOnlyList<FormulaNode> Market => _market;

    /// <summary>All nodes that the evaluation of rows does not compute itself.</summary>
    public IReadOnlySet<FormulaNode> Given => _given;

    public static FormulaSplit Of(IReadOnlyList<FormulaNode> roots)
    {
        var split = new FormulaSplit();
        var isTimed = Reachable(roots, _ => true).Any(IsTimed);
        foreach (var node in Reachable(roots, node => !split.Take(node, isTimed)))
        {
            // Each node is taken or opened while it is reached.
        }
        return split;
    }

    /// <summary>Whether a history can compute a node.</summary>
    public static bool IsLocal(FormulaNode node) => node.Traits.HasFlag(NodeTraits.UsesBars) && (node.Traits & NotLocal) == 0;

    /// <summary>Whether a node needs symbols to be compared at earlier bars.</summary>
    private static bool IsTimed(FormulaNode node) =>
        node.Traits.HasFlag(NodeTraits.UsesMarket) && !node.IsPointwise && node is not AcrossNode;

    private bool Take(FormulaNode node, bool isTimed)
    {
        if (isTimed && node.Traits.HasFlag(NodeTraits.UsesMarket) && !node.IsPointwise) _market.Add(node);
        else if (IsLocal(node)) _local.Add(node);
        else if (node is not (ColumnNode or PriceNode)) return false;
        _given.Add(node);
        return true;
    }

    /// <summary>The nodes below the roots; those of a node that is not opened are left out.</summary>
    private static IEnumerable<FormulaNode> Reachable(IReadOnlyList<FormulaNode> roots, Func<FormulaNode, bool> opens)
    {
        var seen = new HashSet<FormulaNode>();
        var open = new Stack<FormulaNode>(roots);
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            if (opens(node))
            {
                foreach (var input in node.Inputs) open.Push(input);
            }
            yield return node;
        }
    }
}
