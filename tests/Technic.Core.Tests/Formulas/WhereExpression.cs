using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>
/// Random conditions of the grammar, with the simplest possible evaluation: nullable numbers, one switch, nothing compiled. The text of a
/// condition, with its words and parentheses, follows the documentation and not the parser.
/// </summary>
internal abstract record WhereExpression
{
    /// <summary>The precedence of its outermost operator: 1 or, 2 and, 3 not, 4 comparison, 5 sum, 6 product, 7 sign, 8 the rest.</summary>
    protected abstract int Rank { get; }

    protected abstract string Written { get; }

    public sealed override string ToString() => Written;

    /// <summary>The expression, in parentheses if an operator of a precedence would otherwise split it.</summary>
    protected static string Inside(WhereExpression expression, int rank) => expression.Rank < rank ? $"({expression})" : expression.Written;

    public abstract record Number : WhereExpression
    {
        public abstract double? Value(RankedRow row);

        protected static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
    }

    public abstract record Condition : WhereExpression
    {
        public abstract bool Holds(RankedRow row);
    }

    private sealed record Literal(double Amount) : Number
    {
        protected override int Rank => Amount < 0 ? 7 : 8;
        protected override string Written => Amount.ToString(CultureInfo.InvariantCulture);
        public override double? Value(RankedRow row) => Amount;
    }

    private sealed record Column(string Name, Func<RankedRow, double?> Of) : Number
    {
        protected override int Rank => 8;
        protected override string Written => Name;
        public override double? Value(RankedRow row) => Of(row);
    }

    private sealed record Opposite(Number Operand) : Number
    {
        protected override int Rank => 7;
        protected override string Written => $"-{Inside(Operand, 7)}";
        public override double? Value(RankedRow row) => -Operand.Value(row);
    }

    private sealed record Calculation(char Sign, Number Left, Number Right) : Number
    {
        protected override int Rank => Sign is '+' or '-' ? 5 : 6;
        protected override string Written => $"{Inside(Left, Rank)} {Sign} {Inside(Right, Rank + 1)}";

        public override double? Value(RankedRow row) => Finite(Sign switch
        {
            '+' => Left.Value(row) + Right.Value(row),
            '-' => Left.Value(row) - Right.Value(row),
            '*' => Left.Value(row) * Right.Value(row),
            _ => Left.Value(row) / Right.Value(row),
        });
    }

    private sealed record Comparison(string Sign, Number Left, Number Right) : Condition
    {
        protected override int Rank => 4;
        protected override string Written => $"{Inside(Left, 5)}{Sign}{Inside(Right, 5)}";
        public override bool Holds(RankedRow row) => Compare(Left.Value(row), Sign, Right.Value(row));

        public static bool Compare(double? left, string sign, double? right) =>
            left is { } a && right is { } b && Means(sign, a.CompareTo(b));

        public static bool Means(string sign, int order) => sign switch
        {
            "=" or "==" => order == 0,
            "!=" or "<>" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private sealed record Range(Number Value, Number Low, Number High, bool IsOutside) : Condition
    {
        protected override int Rank => 4;
        protected override string Written =>
            $"{Inside(Value, 5)} {(IsOutside ? "not between" : "between")} {Inside(Low, 5)} and {Inside(High, 5)}";

        public override bool Holds(RankedRow row)
        {
            var (value, low, high) = (Value.Value(row), Low.Value(row), High.Value(row));
            return IsOutside
                ? Comparison.Compare(value, "<", low) || Comparison.Compare(value, ">", high)
                : Comparison.Compare(value, ">=", low) && Comparison.Compare(value, "<=", high);
        }
    }

    private sealed record OneOf(Number Value, Number[] Items, bool IsNone) : Condition
    {
        protected override int Rank => 4;
        protected override string Written =>
            $"{Inside(Value, 5)} {(IsNone ? "not in" : "in")} ({string.Join(',', Items.Select(item => Inside(item, 5)))})";

        public override bool Holds(RankedRow row) => IsNone
            ? Items.All(item => Comparison.Compare(Value.Value(row), "!=", item.Value(row)))
            : Items.Any(item => Comparison.Compare(Value.Value(row), "=", item.Value(row)));
    }

    private sealed record TextComparison(string Name, Func<RankedRow, string?> Of, string Sign, string Wanted) : Condition
    {
        protected override int Rank => 4;
        protected override string Written => $"{Name} {Sign} '{Wanted.Replace("'", "''", StringComparison.Ordinal)}'";

        public override bool Holds(RankedRow row) =>
            Of(row) is { } text && Comparison.Means(Sign, string.CompareOrdinal(text.ToUpperInvariant(), Wanted.ToUpperInvariant()));
    }

    private sealed record SectorIs(Sector Sector, string Name, bool IsNot) : Condition
    {
        protected override int Rank => 4;
        protected override string Written => $"sector {(IsNot ? "<>" : "=")} \"{Name}\"";
        public override bool Holds(RankedRow row) => (Sectors.Of(row.Listing.Sector) == Sector) != IsNot;
    }

    private sealed record SignalIs(string Sign, Signal Signal) : Condition
    {
        protected override int Rank => 4;
        protected override string Written => $"signal {Sign} '{Signal}'";
        public override bool Holds(RankedRow row) => Comparison.Means(Sign, row.Row.Signal.CompareTo(Signal));
    }

    private sealed record IsStale : Condition
    {
        protected override int Rank => 8;
        protected override string Written => "stale";
        public override bool Holds(RankedRow row) => row.Stale;
    }

    private sealed record Not(Condition Operand) : Condition
    {
        protected override int Rank => 3;
        protected override string Written => $"not {Inside(Operand, 3)}";
        public override bool Holds(RankedRow row) => !Operand.Holds(row);
    }

    private sealed record Both(Condition Left, Condition Right) : Condition
    {
        protected override int Rank => 2;
        protected override string Written => $"{Inside(Left, 2)} and {Inside(Right, 3)}";
        public override bool Holds(RankedRow row) => Left.Holds(row) && Right.Holds(row);
    }

    private sealed record Either(Condition Left, Condition Right) : Condition
    {
        protected override int Rank => 1;
        protected override string Written => $"{Inside(Left, 1)} OR {Inside(Right, 2)}";
        public override bool Holds(RankedRow row) => Left.Holds(row) || Right.Holds(row);
    }

    private static readonly Gen<string> Signs = Gen.Elements("=", "==", "!=", "<>", "<", "<=", ">", ">=");

    private static readonly Gen<Number> Leaf = Gen.OneOf(
        Gen.Elements<Number>(
            new Column("close", row => row.Row.Close), new Column("rsi14", row => row.Row.Rsi14),
            new Column("sma200", row => row.Row.Sma200), new Column("volume_ratio", row => row.Row.VolumeRatio),
            new Column("marketCap", row => row.Listing.MarketCap),
            new Column("RELATIVE_STRENGTH", row => row.RelativeStrength), new Column("stale", row => row.Stale ? 1 : 0),
            new Column("entry", row => row.Plan?.Entry), new Column("trendScore", row => row.Row.Score.Trend)),
        Gen.Elements<Number>([.. new[] { 0, 1, 2, -1, 30, 50.5, 1e9, 1e-3, 1e300 }.Select(amount => new Literal(amount))]));

    private static readonly Gen<Condition> SimpleCondition = Gen.OneOf(
        from sign in Signs
        from name in Gen.Elements("NYSE", "nasdaq", "O'Neill \"Oil\"", "")
        select (Condition)new TextComparison("exchange", row => row.Listing.Exchange, sign, name),
        from sign in Signs
        from name in Gen.Elements("O'Neill \"Oil\"", "o'")
        select (Condition)new TextComparison("name", row => row.Listing.Name, sign, name),
        from sign in Signs
        from name in Gen.Elements("S1", "s30", "Z")
        select (Condition)new TextComparison("symbol", row => row.Row.Symbol.Text, sign, name),
        from sector in Gen.Elements(
            (Sector.Energy, "Energy"), (Sector.InformationTechnology, "Tech"), (Sector.HealthCare, "healthcare"),
            (Sector.Unclassified, "Unclassified"))
        from isNot in Gen.Elements(true, false)
        select (Condition)new SectorIs(sector.Item1, sector.Item2, isNot),
        from sign in Signs from signal in Gen.Elements(Enum.GetValues<Signal>()) select (Condition)new SignalIs(sign, signal),
        Gen.Constant((Condition)new IsStale()));

    private static Gen<Number> Numbers(int depth) => depth == 0 ? Leaf : Gen.OneOf(
        Leaf,
        from operand in Numbers(depth - 1) select (Number)new Opposite(operand),
        from sign in Gen.Elements('+', '-', '*', '/')
        from left in Numbers(depth - 1)
        from right in Numbers(depth - 1)
        select (Number)new Calculation(sign, left, right));

    private static Gen<Condition> Comparisons(int depth) => Gen.OneOf(
        SimpleCondition,
        from sign in Signs from left in Numbers(depth) from right in Numbers(depth) select (Condition)new Comparison(sign, left, right),
        from value in Numbers(depth) from low in Numbers(depth) from high in Numbers(depth) from isOutside in Gen.Elements(true, false)
        select (Condition)new Range(value, low, high, isOutside),
        from value in Numbers(depth) from items in Numbers(depth).NonEmptyListOf() from isNone in Gen.Elements(true, false)
        select (Condition)new OneOf(value, [.. items.Take(4)], isNone));

    private static Gen<Condition> Conditions(int depth) => depth == 0 ? Comparisons(2) : Gen.OneOf(
        Comparisons(2),
        from operand in Conditions(depth - 1) select (Condition)new Not(operand),
        from left in Conditions(depth - 1) from right in Conditions(depth - 1) select (Condition)new Both(left, right),
        from left in Conditions(depth - 1) from right in Conditions(depth - 1) select (Condition)new Either(left, right));

    /// <summary>Conditions of up to five levels; most have between one and fifteen comparisons.</summary>
    public static Gen<Condition> Any { get; } = Conditions(5);
}
