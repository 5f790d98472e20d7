using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Formulas;

/// <summary>
/// Finds the columns, checks the types, and joins a delegate for every part of a condition. Delegates that call delegates need no compiler at
/// run time: compiling an expression tree takes longer than it can save on the rows of one scan.
/// </summary>
internal sealed class WhereCompiler
{
    private const string Rank = "rank", SectorColumn = "sector", SignalColumn = "signal";

    private readonly HashSet<ScanColumn> _columns = [];

    private WhereCompiler()
    {
    }

    /// <summary>The condition as a delegate, and the columns it asks for.</summary>
    /// <exception cref="WhereException">A column does not exist, or types do not fit.</exception>
    public static (Func<RankedRow, bool> Holds, IReadOnlyList<ScanColumn> Columns) Compile(WhereNode node)
    {
        var compiler = new WhereCompiler();
        return (compiler.Condition(node), [.. compiler._columns]);
    }

    private Func<RankedRow, bool> Condition(WhereNode node)
    {
        var operand = Operand(node);
        if (operand.Type == WhereType.Condition) return operand.Condition;
        if (operand.Column is { IsFlag: true })
        {
            var flag = operand.Number;
            return row => flag(row) != 0;
        }
        throw new WhereException(node.Position, $"{operand.Description} is no condition; compare it, e.g. {Example(operand)}.");
    }

    private WhereOperand Operand(WhereNode node) => node switch
    {
        NumberNode { Value: var number } => WhereOperand.OfNumber(node.Position, _ => number),
        TextNode text => WhereOperand.OfLiteral(node.Position, text.Value),
        ColumnNode column => Column(column),
        OppositeNode opposite => Opposite(opposite),
        ArithmeticNode arithmetic => Arithmetic(arithmetic),
        ComparisonNode comparison => Comparison(comparison),
        BetweenNode between => Between(between),
        InNode membership => In(membership),
        NotNode not => Not(not),
        JunctionNode junction => Junction(junction),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, "No such node."),
    };

    private WhereOperand Column(ColumnNode node)
    {
        if (!ScanColumns.TryFind(node.Name, out var column)) throw new WhereException(node.Position, ScanColumns.Complaint(node.Name));
        if (column.Name == Rank)
            throw new WhereException(node.Position, "'rank' is the place among the rows that are left, so it cannot decide which are.");
        _columns.Add(column);
        return column.Name switch
        {
            SectorColumn => WhereOperand.OfNames(node.Position, WhereType.Sector, column, row => (int)Sectors.Of(row.Listing.Sector)),
            SignalColumn => WhereOperand.OfNames(node.Position, WhereType.Signal, column, row => (int)row.Row.Signal),
            _ => WhereOperand.OfColumn(node.Position, column),
        };
    }

    private WhereOperand Opposite(OppositeNode node)
    {
        var operand = Number(node.Operand);
        return WhereOperand.OfNumber(node.Position, row => -operand(row));
    }

    private WhereOperand Arithmetic(ArithmeticNode node)
    {
        var first = Number(node.First);
        var steps = node.Steps.Select(step => (step.Sign, Operand: Number(step.Operand))).ToArray();
        return WhereOperand.OfNumber(node.Position, steps is [var only] ? Binary(first, only.Sign, only.Operand) : Chain);

        double Chain(RankedRow row)
        {
            var value = first(row);
            foreach (ref readonly var step in steps.AsSpan()) value = Apply(value, step.Sign, step.Operand(row));
            return value;
        }
    }

    private static Func<RankedRow, double> Binary(Func<RankedRow, double> left, char sign, Func<RankedRow, double> right) => sign switch
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

    /// <summary>What divides by zero or grows beyond all numbers has no value.</summary>
    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    private Func<RankedRow, double> Number(WhereNode node)
    {
        var operand = Operand(node);
        return operand.Type == WhereType.Number
            ? operand.Number
            : throw new WhereException(node.Position, $"{operand.Description} is no number, and only numbers can be calculated with.");
    }

    private WhereOperand Comparison(ComparisonNode node)
    {
        var left = Operand(node.Left);
        var right = OperandBeside(left, node.Right);
        return WhereOperand.OfCondition(node.Position, Compared(node.Position, node.Relation, left, right));
    }

    /// <summary>
    /// <c>x between a and b</c> is <c>x &gt;= a and x &lt;= b</c>; <c>x not between a and b</c> is <c>x &lt; a or x &gt; b</c>.
    /// </summary>
    private WhereOperand Between(BetweenNode node)
    {
        var value = Operand(node.Value);
        var (low, high) = (OperandBeside(value, node.Low), OperandBeside(value, node.High));
        var (toLow, toHigh) = node.IsOutside ? (Relation.Less, Relation.Greater) : (Relation.AtLeast, Relation.AtMost);
        Func<RankedRow, bool>[] both = [Compared(node.Position, toLow, value, low), Compared(node.Position, toHigh, value, high)];
        return WhereOperand.OfCondition(node.Position, node.IsOutside ? WhereComparisons.Any(both) : WhereComparisons.All(both));
    }

    /// <summary><c>x in (a, b)</c> is <c>x = a or x = b</c>; <c>x not in (a, b)</c> is <c>x != a and x != b</c>.</summary>
    private WhereOperand In(InNode node)
    {
        var value = Operand(node.Value);
        var relation = node.IsNone ? Relation.NotEqual : Relation.Equal;
        var pairs = node.Items.Select(item => Comparable(node.Position, relation, value, OperandBeside(value, item))).ToArray();
        if (value.Type != WhereType.Text)
        {
            var items = Array.ConvertAll(pairs, pair => pair.Right.Number);
            return WhereOperand.OfCondition(
                node.Position,
                node.IsNone ? WhereComparisons.IsNoneOf(value.Number, items) : WhereComparisons.IsOneOf(value.Number, items));
        }
        var each = Array.ConvertAll(pairs, pair => Compared(relation, pair.Left, pair.Right));
        return WhereOperand.OfCondition(node.Position, node.IsNone ? WhereComparisons.All(each) : WhereComparisons.Any(each));
    }

    private WhereOperand Not(NotNode node)
    {
        var condition = Condition(node.Operand);
        return WhereOperand.OfCondition(node.Position, row => !condition(row));
    }

    private WhereOperand Junction(JunctionNode node)
    {
        var operands = node.Operands.Select(Condition).ToArray();
        return WhereOperand.OfCondition(node.Position, node.IsAnd ? WhereComparisons.All(operands) : WhereComparisons.Any(operands));
    }

    /// <summary>What is compared with another operand. Beside a text, a word that is no column is probably a text without quotes.</summary>
    private WhereOperand OperandBeside(WhereOperand other, WhereNode node)
    {
        if (node is not ColumnNode { Name: var name } || ScanColumns.TryFind(name, out _)) return Operand(node);
        return other.Type is WhereType.Text or WhereType.Sector or WhereType.Signal
            ? throw new WhereException(node.Position, $"'{Printable.Of(name)}' is no column; as a text it would stand in quotes.")
            : Operand(node);
    }

    private static Func<RankedRow, bool> Compared(int position, Relation relation, WhereOperand left, WhereOperand right)
    {
        (left, right) = Comparable(position, relation, left, right);
        return Compared(relation, left, right);
    }

    /// <summary>Two operands of one type, such as can be compared.</summary>
    private static (WhereOperand Left, WhereOperand Right) Comparable(int position, Relation relation, WhereOperand left, WhereOperand right)
    {
        (left, right) = (Meant(left, right.Type), Meant(right, left.Type));
        if (left.Type == WhereType.Condition || right.Type == WhereType.Condition)
            throw new WhereException(position, "a condition cannot be compared; join conditions with 'and', 'or' and 'not'.");
        if (left.Type != right.Type)
            throw new WhereException(position, $"{left.Description} cannot be compared with {right.Description}.");
        if (left.Type == WhereType.Sector && relation is not (Relation.Equal or Relation.NotEqual))
            throw new WhereException(position, "sectors have no order; =, != and in (…) compare them.");
        return (left, right);
    }

    private static Func<RankedRow, bool> Compared(Relation relation, WhereOperand left, WhereOperand right) => left.Type == WhereType.Text
        ? WhereComparisons.OfTexts(relation, left.Text, right.Text)
        : WhereComparisons.OfNumbers(relation, left.Number, right.Number);

    /// <summary>A text beside a sector or a signal names one.</summary>
    private static WhereOperand Meant(WhereOperand operand, WhereType beside)
    {
        if (operand.Literal is not { } name) return operand;
        return beside switch
        {
            WhereType.Sector => Named(Sectors.Complaint(name), () => (int)Sectors.Parse(name)),
            WhereType.Signal => Named(Signals.Complaint(name), () => (int)Signals.Parse(name)),
            _ => operand,
        };

        WhereOperand Named(string? complaint, Func<int> parse)
        {
            if (complaint is not null) throw new WhereException(operand.Position, complaint);
            var value = parse();
            return WhereOperand.OfName(operand.Position, beside, value);
        }
    }

    private static string Example(WhereOperand operand) => operand.Type switch
    {
        WhereType.Number => $"{operand.Column?.Name ?? "rsi14"} > 50",
        WhereType.Sector => "sector = 'Energy'",
        WhereType.Signal => "signal = 'Long'",
        _ => $"{operand.Column?.Name ?? "symbol"} = '…'",
    };
}
