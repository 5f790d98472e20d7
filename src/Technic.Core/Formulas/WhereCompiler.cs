using Technic.Core.Text;

namespace Technic.Core.Formulas;

/// <summary>
/// Resolves the columns, checks the types, and combines delegates for all parts of a condition. Nested delegates need no compilation at run
/// time: compiling an expression tree takes longer than it saves on the rows of one scan.
/// </summary>
internal sealed class WhereCompiler<TRow>
{
    private readonly HashSet<Column<TRow>> _used = [];
    private readonly IColumns<TRow> _columns;

    private WhereCompiler(IColumns<TRow> columns) => _columns = columns;

    /// <summary>Compiles a condition to a delegate, and returns the columns that it uses.</summary>
    /// <exception cref="WhereException">Unknown column, or types that do not match.</exception>
    public static (Func<TRow, bool> Holds, IReadOnlyList<Column<TRow>> Columns) Compile(WhereNode node, IColumns<TRow> columns)
    {
        var compiler = new WhereCompiler<TRow>(columns);
        return (compiler.Condition(node), [.. compiler._used]);
    }

    private Func<TRow, bool> Condition(WhereNode node)
    {
        var operand = Operand(node);
        if (operand.Type == WhereType.Condition) return operand.Condition;
        if (operand.Column is { IsFlag: true })
        {
            var flag = operand.Number;
            return row => flag(row) != 0;
        }
        throw new WhereException(node.Position, $"{operand.Description} is not a condition; compare it, e.g. {Example(operand)}.");
    }

    private WhereOperand<TRow> Operand(WhereNode node) => node switch
    {
        NumberNode { Value: var number } => WhereOperand<TRow>.OfNumber(node.Position, _ => number),
        TextNode text => WhereOperand<TRow>.OfLiteral(node.Position, text.Value),
        ColumnNode column => Column(column),
        OppositeNode opposite => Opposite(opposite),
        ArithmeticNode arithmetic => Arithmetic(arithmetic),
        ComparisonNode comparison => Comparison(comparison),
        BetweenNode between => Between(between),
        InNode membership => In(membership),
        NotNode not => Not(not),
        JunctionNode junction => Junction(junction),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, "Unknown node."),
    };

    private WhereOperand<TRow> Column(ColumnNode node)
    {
        if (!_columns.TryFind(node.Name, out var column)) throw new WhereException(node.Position, _columns.Complaint(node.Name));
        if (column.WhyNotInConditions is { } reason) throw new WhereException(node.Position, reason);
        _used.Add(column);
        return WhereOperand<TRow>.OfColumn(node.Position, column);
    }

    private WhereOperand<TRow> Opposite(OppositeNode node)
    {
        var operand = Number(node.Operand);
        return WhereOperand<TRow>.OfNumber(node.Position, row => -operand(row));
    }

    private WhereOperand<TRow> Arithmetic(ArithmeticNode node)
    {
        var first = Number(node.First);
        var steps = node.Steps.Select(step => (step.Sign, Operand: Number(step.Operand))).ToArray();
        return WhereOperand<TRow>.OfNumber(node.Position, steps is [var only] ? Binary(first, only.Sign, only.Operand) : Chain);

        double Chain(TRow row)
        {
            var value = first(row);
            foreach (ref readonly var step in steps.AsSpan()) value = Apply(value, step.Sign, step.Operand(row));
            return value;
        }
    }

    private static Func<TRow, double> Binary(Func<TRow, double> left, char sign, Func<TRow, double> right) => sign switch
    {
        '+' => row => Finite(left(row) + right(row)),
        '-' => row => Finite(left(row) - right(row)),
        '*' => row => Finite(left(row) * right(row)),
        _ => row => Finite(left(row) / right(row)),
    };

    private static double Apply(double left, char sign, double right) => Finite(sign switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ => left / right,
    });

    /// <summary>A division by zero and an overflow have no value.</summary>
    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    private Func<TRow, double> Number(WhereNode node)
    {
        var operand = Operand(node);
        return operand.Type == WhereType.Number
            ? operand.Number
            : throw new WhereException(node.Position, $"{operand.Description} is not a number: arithmetic requires numbers.");
    }

    private WhereOperand<TRow> Comparison(ComparisonNode node)
    {
        var left = Operand(node.Left);
        var right = OperandBeside(left, node.Right);
        return WhereOperand<TRow>.OfCondition(node.Position, Compared(node.Position, node.Relation, left, right));
    }

    /// <summary>
    /// <c>x between a and b</c> is <c>x &gt;= a and x &lt;= b</c>; <c>x not between a and b</c> is <c>x &lt; a or x &gt; b</c>.
    /// </summary>
    private WhereOperand<TRow> Between(BetweenNode node)
    {
        var value = Operand(node.Value);
        var (low, high) = (OperandBeside(value, node.Low), OperandBeside(value, node.High));
        var (toLow, toHigh) = node.IsOutside ? (Relation.Less, Relation.Greater) : (Relation.AtLeast, Relation.AtMost);
        Func<TRow, bool>[] both = [Compared(node.Position, toLow, value, low), Compared(node.Position, toHigh, value, high)];
        return WhereOperand<TRow>.OfCondition(
            node.Position, node.IsOutside ? WhereComparisons<TRow>.Any(both) : WhereComparisons<TRow>.All(both));
    }

    /// <summary><c>x in (a, b)</c> is <c>x = a or x = b</c>; <c>x not in (a, b)</c> is <c>x != a and x != b</c>.</summary>
    private WhereOperand<TRow> In(InNode node)
    {
        var value = Operand(node.Value);
        var relation = node.IsNone ? Relation.NotEqual : Relation.Equal;
        var pairs = node.Items.Select(item => Comparable(node.Position, relation, value, OperandBeside(value, item))).ToArray();
        if (value.Type != WhereType.Text)
        {
            var items = Array.ConvertAll(pairs, pair => pair.Right.Number);
            return WhereOperand<TRow>.OfCondition(
                node.Position,
                node.IsNone ? WhereComparisons<TRow>.IsNoneOf(value.Number, items) : WhereComparisons<TRow>.IsOneOf(value.Number, items));
        }
        var each = Array.ConvertAll(pairs, pair => Compared(relation, pair.Left, pair.Right));
        return WhereOperand<TRow>.OfCondition(
            node.Position, node.IsNone ? WhereComparisons<TRow>.All(each) : WhereComparisons<TRow>.Any(each));
    }

    private WhereOperand<TRow> Not(NotNode node)
    {
        var condition = Condition(node.Operand);
        return WhereOperand<TRow>.OfCondition(node.Position, row => !condition(row));
    }

    private WhereOperand<TRow> Junction(JunctionNode node)
    {
        var operands = node.Operands.Select(Condition).ToArray();
        return WhereOperand<TRow>.OfCondition(
            node.Position, node.IsAnd ? WhereComparisons<TRow>.All(operands) : WhereComparisons<TRow>.Any(operands));
    }

    /// <summary>The other operand of a comparison. Beside a text, an unknown column is probably a text without quotes.</summary>
    private WhereOperand<TRow> OperandBeside(WhereOperand<TRow> other, WhereNode node)
    {
        if (node is not ColumnNode { Name: var name } || _columns.TryFind(name, out _)) return Operand(node);
        return other.Type is WhereType.Text or WhereType.Name
            ? throw new WhereException(node.Position, $"Unknown column '{Printable.Of(name)}'; put a text in quotes.")
            : Operand(node);
    }

    private static Func<TRow, bool> Compared(int position, Relation relation, WhereOperand<TRow> left, WhereOperand<TRow> right)
    {
        (left, right) = Comparable(position, relation, left, right);
        return Compared(relation, left, right);
    }

    /// <summary>Checks that two operands can be compared.</summary>
    private static (WhereOperand<TRow> Left, WhereOperand<TRow> Right) Comparable(
        int position, Relation relation, WhereOperand<TRow> left, WhereOperand<TRow> right)
    {
        (left, right) = (Meant(left, right.Names), Meant(right, left.Names));
        if (left.Type == WhereType.Condition || right.Type == WhereType.Condition)
            throw new WhereException(position, "a condition cannot be compared; join conditions with 'and', 'or' and 'not'.");
        if (left.Type != right.Type || left.Names != right.Names)
            throw new WhereException(position, $"{left.Description} cannot be compared with {right.Description}.");
        if (left.Names is { HasOrder: false } names && relation is not (Relation.Equal or Relation.NotEqual))
            throw new WhereException(position, $"{names.Plural} have no order: use =, != or in (…).");
        return (left, right);
    }

    private static Func<TRow, bool> Compared(Relation relation, WhereOperand<TRow> left, WhereOperand<TRow> right) =>
        left.Type == WhereType.Text
            ? WhereComparisons<TRow>.OfTexts(relation, left.Text, right.Text)
            : WhereComparisons<TRow>.OfNumbers(relation, left.Number, right.Number);

    /// <summary>Converts a text compared with a column of names to one of the names.</summary>
    private static WhereOperand<TRow> Meant(WhereOperand<TRow> operand, ColumnNames? names)
    {
        if (operand.Literal is not { } name || names is null) return operand;
        if (names.Complaint(name) is { } complaint) throw new WhereException(operand.Position, complaint);
        return WhereOperand<TRow>.OfName(operand.Position, names, names.Parse(name));
    }

    private static string Example(WhereOperand<TRow> operand) => operand.Type switch
    {
        WhereType.Number => $"{operand.Column?.Name ?? "rsi14"} > 50",
        WhereType.Name => $"{operand.Column?.Name} = '{operand.Names!.Example}'",
        _ => $"{operand.Column?.Name ?? "symbol"} = '…'",
    };
}
