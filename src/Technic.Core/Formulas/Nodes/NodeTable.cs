namespace Technic.Core.Formulas.Nodes;

/// <summary>All nodes of a request's formulas, each once.</summary>
internal sealed class NodeTable
{
    private readonly Dictionary<FormulaNode, FormulaNode> _nodes = new(StructureComparer.Instance);

    /// <summary>The number of nodes.</summary>
    public int Count => _nodes.Count;

    /// <summary>The node that computes the same; the node itself if it is the first.</summary>
    public FormulaNode Add(FormulaNode node)
    {
        if (_nodes.TryGetValue(node, out var known)) return known;
        node.Id = _nodes.Count;
        node.SetTraits();
        _nodes.Add(node, node);
        return node;
    }

    private sealed class StructureComparer : IEqualityComparer<FormulaNode>
    {
        public static StructureComparer Instance { get; } = new();

        public bool Equals(FormulaNode? x, FormulaNode? y) => x!.IsSameAs(y!);

        public int GetHashCode(FormulaNode node) => node.StructureHash();
    }
}
