using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// A typed part of a formula, evaluated at once over a column of bars or of symbols. Equal parts are one node
/// (<see cref="NodeTable"/>), so each is evaluated once. Immutable.
/// </summary>
/// <param name="type">The type of its values.</param>
/// <param name="inputs">The nodes that it is computed from.</param>
internal abstract class FormulaNode(FormulaType type, params FormulaNode[] inputs)
{
    /// <summary>The value of <see cref="BarsBack"/> if a value depends on all earlier bars.</summary>
    public const int AllBars = int.MaxValue;

    /// <summary>The type of its values. A condition is 1 or 0; a missing number is NaN.</summary>
    public FormulaType Type => type;

    /// <summary>The nodes that it is computed from.</summary>
    public ReadOnlySpan<FormulaNode> Inputs => inputs;

    /// <summary>Its index among the nodes of a table.</summary>
    public int Id { get; set; }

    /// <summary>The number of its columns: the outputs of a function; 0 for a node that only renames a column.</summary>
    public virtual int Columns => 1;

    /// <summary>The column of its first input that it renames; −1 if it has its own.</summary>
    public virtual int AliasOf => -1;

    /// <summary>What distinguishes it from other nodes of its class with the same inputs; must have value equality.</summary>
    public abstract object? Signature { get; }

    /// <summary>Whether a value depends only on the inputs' values of the same bar or symbol.</summary>
    public virtual bool IsPointwise => false;

    /// <summary>The number of earlier bars of the inputs that a value depends on; <see cref="AllBars"/> for all.</summary>
    public virtual int BarsBack => 0;

    /// <summary>
    /// The number of earlier bars of the inputs that have to be loaded for a value; less than <see cref="BarsBack"/> where the influence of
    /// earlier ones fades.
    /// </summary>
    public virtual int WarmUp => BarsBack;

    /// <summary>The number of bars of the inputs before its first value.</summary>
    public virtual int FirstIndex => BarsBack == AllBars ? 0 : BarsBack;

    /// <summary>The properties of the node and of those that it is computed from.</summary>
    public NodeTraits Traits { get; private set; }

    /// <summary>The number of its first inputs whose traits it has too.</summary>
    protected virtual int InheritedTraits => inputs.Length;

    /// <summary>Its own properties, without those of its inputs.</summary>
    protected virtual NodeTraits OwnTraits => IsPointwise ? NodeTraits.None : NodeTraits.UsesBars;

    /// <summary>Computes the values from the bar <paramref name="start"/> on.</summary>
    public abstract void Evaluate(in ColumnEvaluation evaluation, int start);

    /// <summary>Whether another node computes the same.</summary>
    public bool IsSameAs(FormulaNode other)
    {
        if (other.GetType() != GetType() || other.Type != Type || other.Inputs.Length != inputs.Length) return false;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!ReferenceEquals(inputs[i], other.Inputs[i])) return false;
        }
        return Equals(Signature, other.Signature);
    }

    /// <summary>A hash code that nodes computing the same have in common.</summary>
    public int StructureHash()
    {
        var hash = new HashCode();
        hash.Add(GetType());
        hash.Add(Signature);
        foreach (var input in inputs) hash.Add(input.Id);
        return hash.ToHashCode();
    }

    /// <summary>Derives the traits when the node is added to a table.</summary>
    public void SetTraits()
    {
        var traits = OwnTraits;
        foreach (var input in inputs.AsSpan(0, InheritedTraits)) traits |= IsPointwise
            ? input.Traits : input.Traits & ~NodeTraits.PrefersRow;
        Traits = traits;
    }
}

/// <summary>What a node needs.</summary>
[Flags]
internal enum NodeTraits
{
    None = 0,

    /// <summary>A history: it is a function of more than the last bar's prices.</summary>
    UsesBars = 1,

    /// <summary>A column of a scan's row that has no history, such as the rating.</summary>
    UsesRow = 2,

    /// <summary>A column of a scan's row that is also a function of the bars; at the last bar the row's value is taken.</summary>
    PrefersRow = 4,

    /// <summary>The other symbols of a scan.</summary>
    UsesMarket = 8,
}
