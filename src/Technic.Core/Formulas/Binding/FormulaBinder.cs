using System.Runtime.CompilerServices;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;
using Technic.Core.Text;
using Technic.Indicators;

namespace Technic.Core.Formulas.Binding;

/// <summary>
/// Resolves the names of a formula, checks its types, and makes its nodes. Names and chains are resolved by <see cref="NameBinder"/>,
/// functions by <see cref="CallBinder"/>.
/// </summary>
internal sealed class FormulaBinder
{
    /// <summary>More levels than 64 nested parentheses can have; definitions that use each other can have more.</summary>
    private const int MaxLevels = 700;

    private readonly NameBinder _names;
    private readonly CallBinder _calls;
    private int _level;

    public FormulaBinder(FormulaVocabulary vocabulary, NodeTable table)
    {
        Vocabulary = vocabulary;
        Nodes = new NodeFactory(table);
        _names = new NameBinder(this);
        _calls = new CallBinder(this);
    }

    public FormulaVocabulary Vocabulary { get; }

    public NodeFactory Nodes { get; }

    /// <summary>The names of definitions.</summary>
    public NameBinder Names => _names;

    /// <summary>The columns that the formulas use, each once.</summary>
    public List<Column> Columns { get; } = [];

    /// <summary>The other symbols that the formulas use.</summary>
    public HashSet<Market.Symbol> Symbols { get; } = [];

    /// <summary>The functions of the catalogue that the formulas use.</summary>
    public HashSet<IndicatorFunction> Functions { get; } = [];

    /// <summary>The bars that the part at hand is about.</summary>
    public BindingScope Scope { get; private set; } = BindingScope.Own;

    /// <summary>Makes the nodes of a whole formula.</summary>
    /// <exception cref="FormulaException">An unknown name, types that do not match, or a limit.</exception>
    public Operand Bind(ProgramSyntax program)
    {
        using var names = _names.Enter(program.Definitions);
        return Value(program.Value);
    }

    /// <summary>A part of the formula, about other bars.</summary>
    public Operand InScope(BindingScope scope, Func<Operand> bind)
    {
        var outer = Scope;
        Scope = scope;
        try
        {
            return bind();
        }
        finally
        {
            Scope = outer;
        }
    }

    /// <summary>A part of the formula with one value: for a function with several, the usual one.</summary>
    public Operand Value(FormulaSyntax syntax) => _calls.Single(Operand(syntax));

    /// <summary>A condition.</summary>
    public FormulaNode Condition(FormulaSyntax syntax) => Condition(Value(syntax));

    /// <inheritdoc cref="Condition(FormulaSyntax)"/>
    public FormulaNode Condition(Operand operand)
    {
        if (operand.Type == FormulaType.Condition) return operand.Node;
        if (operand.Column is { IsFlag: true }) return Nodes.Add(new FlagNode(operand.Node));
        throw new FormulaException(operand.Position, $"{operand.Description} is not a condition; compare it, e.g. {Example(operand)}.");
    }

    /// <summary>A number.</summary>
    public FormulaNode Number(FormulaSyntax syntax) => Number(Value(syntax));

    /// <inheritdoc cref="Number(FormulaSyntax)"/>
    public FormulaNode Number(Operand operand)
    {
        if (operand.Type == FormulaType.Number) return operand.Node;
        var hint = operand.Type == FormulaType.Condition ? "; write if(condition, 1, 0), or count(condition, n)" : "";
        throw new FormulaException(operand.Position, $"{operand.Description} is not a number: arithmetic requires numbers{hint}.");
    }

    /// <summary>Checks that a part has earlier values.</summary>
    public Operand WithHistory(Operand operand)
    {
        if (operand.Type is FormulaType.Number or FormulaType.Condition && !operand.Node.Traits.HasFlag(NodeTraits.UsesRow)) return operand;
        var column = operand.Column ?? ColumnWithoutHistory(operand.Node);
        throw new FormulaException(operand.Position, column is null
            ? $"{operand.Description} has no earlier values."
            : $"'{column}' has no history, so it has no earlier values.");
    }

    private static Column? ColumnWithoutHistory(FormulaNode node)
    {
        var open = new Stack<FormulaNode>([node]);
        while (open.TryPop(out var next))
        {
            if (next is ColumnNode { HasHistory: false } column) return column.Column;
            foreach (var input in next.Inputs)
            {
                if (input.Traits.HasFlag(NodeTraits.UsesRow)) open.Push(input);
            }
        }
        return null;
    }

    /// <summary>A condition that has earlier values.</summary>
    public FormulaNode ConditionWithHistory(FormulaSyntax syntax)
    {
        var operand = Value(syntax);
        var condition = Condition(operand);
        WithHistory(operand with { Node = condition });
        return condition;
    }

    /// <summary>A number that has earlier values.</summary>
    public FormulaNode NumberWithHistory(FormulaSyntax syntax)
    {
        var operand = Value(syntax);
        var number = Number(operand);
        WithHistory(operand);
        return number;
    }

    /// <summary>A number of bars that is written out.</summary>
    /// <param name="syntax">The number.</param>
    /// <param name="least">The smallest number accepted.</param>
    /// <param name="what">What it is, e.g. <c>an offset</c>.</param>
    public int Bars(FormulaSyntax syntax, int least, string what)
    {
        var value = Value(syntax);
        if (value.Constant is not { } bars)
            throw new FormulaException(value.Position, $"{what} must be a whole number that is written out, e.g. 5.");
        if (bars < 0 && least == 0)
            throw new FormulaException(value.Position, $"{what} must be 0 or more: a formula cannot look into the future.");
        if (bars != Math.Floor(bars) || bars < least || bars > FormulaLimits.Window)
        {
            throw new FormulaException(
                value.Position, $"{what} must be a whole number from {least} to {FormulaLimits.Window:N0}, not {WrittenNumber.Of(bars)}.");
        }
        return (int)bars;
    }

    /// <summary>A part of the formula; it can be a function with several values.</summary>
    public Operand Operand(FormulaSyntax syntax)
    {
        // Code that the runtime has not optimized yet needs several times the stack.
        if (++_level > MaxLevels || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new FormulaException(syntax.Position, "the definitions are nested too deeply.");
        if (Nodes.Count > FormulaLimits.Parts)
            throw new FormulaException(syntax.Position, $"the formula has more than {FormulaLimits.Parts:N0} different parts.");
        try
        {
            return Dispatch(syntax);
        }
        finally
        {
            _level--;
        }
    }

    private Operand Dispatch(FormulaSyntax syntax) => syntax switch
    {
        NumberSyntax { Value: var number } => Of(syntax, Nodes.Number(number)),
        TextSyntax { Value: var text } => Of(syntax, Nodes.Add(new TextNode(text))),
        NameSyntax name => _names.Name(name),
        CallSyntax call => _calls.Call(call),
        ChainSyntax chain => _names.Chain(chain),
        GroupSyntax group => Operand(group.Inner),
        OppositeSyntax opposite => Of(syntax, Nodes.Math(MathFunction.Opposite, Number(opposite.Operand))),
        ArithmeticSyntax arithmetic => Arithmetic(arithmetic),
        ComparisonSyntax comparison => Comparison(comparison),
        CrossingSyntax crossing => Crossing(crossing),
        BetweenSyntax between => Between(between),
        InSyntax membership => In(membership),
        PersistenceSyntax persistence => Persistence(persistence),
        NotSyntax not => Of(syntax, Nodes.Not(Condition(not.Operand))),
        JunctionSyntax junction => Junction(junction),
        _ => throw new ArgumentOutOfRangeException(nameof(syntax), syntax, "Unknown syntax."),
    };

    private static Operand Of(FormulaSyntax syntax, FormulaNode node) => new(syntax.Position, node);

    private Operand Arithmetic(ArithmeticSyntax syntax)
    {
        var value = Number(syntax.First);
        foreach (var step in syntax.Steps) value = Nodes.Arithmetic(step.Sign, value, Number(step.Operand));
        return Of(syntax, value);
    }

    private Operand Comparison(ComparisonSyntax syntax)
    {
        var left = Value(syntax.Left);
        return Of(syntax, Compared(syntax.Position, syntax.Relation, left, ValueBeside(left, syntax.Right)));
    }

    private Operand Crossing(CrossingSyntax syntax)
    {
        var (left, right) = (NumberWithHistory(syntax.Left), NumberWithHistory(syntax.Right));
        return Of(syntax, Nodes.Add(new CrossingNode(syntax.Direction, left, right)));
    }

    /// <summary>
    /// <c>x between a and b</c> is <c>x &gt;= a and x &lt;= b</c>; <c>x not between a and b</c> is <c>x &lt; a or x &gt; b</c>.
    /// </summary>
    private Operand Between(BetweenSyntax syntax)
    {
        var value = Value(syntax.Value);
        var (low, high) = (ValueBeside(value, syntax.Low), ValueBeside(value, syntax.High));
        var (toLow, toHigh) = syntax.IsOutside ? (Relation.Less, Relation.Greater) : (Relation.AtLeast, Relation.AtMost);
        FormulaNode[] both = [Compared(syntax.Position, toLow, value, low), Compared(syntax.Position, toHigh, value, high)];
        return Of(syntax, Nodes.Junction(isAnd: !syntax.IsOutside, both));
    }

    /// <summary><c>x in (a, b)</c> is <c>x = a or x = b</c>; <c>x not in (a, b)</c> is <c>x != a and x != b</c>.</summary>
    private Operand In(InSyntax syntax)
    {
        var value = Value(syntax.Value);
        var relation = syntax.IsNone ? Relation.NotEqual : Relation.Equal;
        var each = syntax.Items.Select(item => Compared(syntax.Position, relation, value, ValueBeside(value, item))).ToArray();
        return Of(syntax, Nodes.Junction(syntax.IsNone, each));
    }

    private Operand Persistence(PersistenceSyntax syntax)
    {
        var condition = ConditionWithHistory(syntax.Condition);
        var bars = Bars(syntax.Bars, 1, syntax.IsEach ? "the number of bars behind 'for'" : "the number of bars behind 'within'");
        return Of(syntax, bars == 1 ? condition : Nodes.Add(new PersistenceNode(condition, bars, syntax.IsEach)));
    }

    private Operand Junction(JunctionSyntax syntax) =>
        Of(syntax, Nodes.Junction(syntax.IsAnd, syntax.Operands.Select(Condition).ToArray()));

    /// <summary>The other operand of a comparison. Beside a text, an unknown name is probably a text without quotes.</summary>
    private Operand ValueBeside(Operand other, FormulaSyntax syntax)
    {
        if (syntax is NameSyntax name && other.Type is (FormulaType.Text or FormulaType.Name) && !_names.IsKnown(name.Name))
        {
            throw new FormulaException(syntax.Position, $"Unknown column '{Printable.Of(name.Name)}'; put a text in quotes.")
            {
                Suggestions = [$"'{name.Name}'"],
            };
        }
        return Value(syntax);
    }

    /// <summary>Compares two operands of one type.</summary>
    private FormulaNode Compared(int position, Relation relation, Operand left, Operand right)
    {
        (left, right) = (Meant(left, right.Names), Meant(right, left.Names));
        if (left.Type == FormulaType.Condition || right.Type == FormulaType.Condition)
            throw new FormulaException(position, "a condition cannot be compared; join conditions with 'and', 'or' and 'not'.");
        if (left.Type != right.Type || left.Names != right.Names)
            throw new FormulaException(position, $"{left.Description} cannot be compared with {right.Description}.");
        if (left.Names is { HasOrder: false } names && relation is not (Relation.Equal or Relation.NotEqual))
            throw new FormulaException(position, $"{names.Plural} have no order: use =, != or in (…).");
        return Nodes.Comparison(relation, left.Node, right.Node);
    }

    /// <summary>Converts a text compared with a column of names to one of the names.</summary>
    private Operand Meant(Operand operand, ColumnNames? names)
    {
        if (operand.Literal is not { } name || names is null) return operand;
        if (names.Complaint(name) is { } complaint) throw new FormulaException(operand.Position, complaint);
        return new Operand(operand.Position, Nodes.Add(new ConstantNode(FormulaType.Name, names.Parse(name)))) { Names = names };
    }

    private static string Example(Operand operand) => operand.Type switch
    {
        FormulaType.Number => $"{operand.Column?.Name ?? "rsi14"} > 50",
        FormulaType.Name => $"{operand.Column?.Name} = '{operand.Names!.Example}'",
        _ => $"{operand.Column?.Name ?? "symbol"} = '…'",
    };
}
