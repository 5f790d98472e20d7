using System.Collections.Frozen;
using System.Collections.Immutable;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;

namespace Technic.Core.Formulas.Binding;

/// <summary>A function of the language itself.</summary>
/// <param name="Name">The name.</param>
/// <param name="Signature">How it is written.</param>
/// <param name="Meaning">One sentence without a full stop.</param>
/// <param name="Family">Its family in the documentation.</param>
public sealed record LanguageFunction(string Name, string Signature, string Meaning, string Family)
{
    /// <summary>The arguments of the signature, e.g. <c>condition</c> and <c>n</c>.</summary>
    public IReadOnlyList<string> Arguments =>
        Signature.IndexOf('(') is >= 0 and var open ? Signature[(open + 1)..Signature.LastIndexOf(')')].Split(", ") : [];
}

/// <summary>The functions of the language itself: those of one bar, of time, and across the market.</summary>
internal sealed class FunctionLibrary(FormulaBinder binder)
{
    private const string Arithmetic = "Arithmetic", Time = "Time", Market = "Across the market";

    private static readonly ImmutableArray<(LanguageFunction Function, Func<FunctionLibrary, Arguments, FormulaNode> Bind)> All =
    [
        (new("if", "if(condition, a, b)", "a where the condition is true, otherwise b", Arithmetic), (me, a) => me.Choice(a)),
        (new("nz", "nz(x, y)", "x, or y where x has no value; y is 0 if it is left out", Arithmetic), (me, a) => me.Fallback(a)),
        (new("abs", "abs(x)", "The distance from 0", Arithmetic), (me, a) => me.Math(a, MathFunction.Abs)),
        (new("min", "min(a, b, …)", "The smallest of several values of one bar", Arithmetic), (me, a) => me.Extreme(a, isMax: false)),
        (new("max", "max(a, b, …)", "The largest of several values of one bar", Arithmetic), (me, a) => me.Extreme(a, isMax: true)),
        (new("log", "log(x)", "The natural logarithm; no value for 0 and less", Arithmetic), (me, a) => me.Math(a, MathFunction.Log)),
        (new("exp", "exp(x)", "e to the power of x", Arithmetic), (me, a) => me.Math(a, MathFunction.Exp)),
        (new("sqrt", "sqrt(x)", "The square root; no value below 0", Arithmetic), (me, a) => me.Math(a, MathFunction.Sqrt)),
        (new("sign", "sign(x)", "1 above 0, -1 below 0, otherwise 0", Arithmetic), (me, a) => me.Math(a, MathFunction.Sign)),
        (new("floor", "floor(x)", "The next lower whole number", Arithmetic), (me, a) => me.Math(a, MathFunction.Floor)),
        (new("ceil", "ceil(x)", "The next higher whole number", Arithmetic), (me, a) => me.Math(a, MathFunction.Ceil)),
        (new("round", "round(x, 2)", "Rounded to a number of digits, 0 if it is left out; halves away from 0", Arithmetic),
            (me, a) => me.Round(a)),
        (new("count", "count(condition, n)", "At how many of the last n bars the condition is true", Time), (me, a) => me.Count(a)),
        (new("streak", "streak(condition)", "For how many bars without a break the condition has been true", Time),
            (me, a) => me.Nodes.Add(new StreakNode(me.Earlier(a, 0)))),
        (new("bars_since", "bars_since(condition)", "How many bars ago the condition was last true; 0 for now", Time),
            (me, a) => me.Nodes.Add(new BarsSinceNode(me.Earlier(a, 0)))),
        (new("value_when", "value_when(condition, x)", "x at the last bar at which the condition was true", Time),
            (me, a) => me.Nodes.Add(new ValueWhenNode(me.Earlier(a, 0), me.Binder.NumberWithHistory(a[1])))),
        (new("since", "since(condition, sum(x))",
            "The sum, avg, highest, lowest or count of x since the condition was last true; the sum for x alone", Time),
            (me, a) => me.Since(a)),
        (new("rank", "rank(x, by: sector)", "Percentile, 0 to 100, among the scan's symbols or those of a group; ties have the mean",
            Market),
            (me, a) => me.Across(a, AcrossFunction.Rank)),
        (new("zscore_across", "zscore_across(x, by: sector)", "Standard deviations from the mean of the scan's symbols", Market),
            (me, a) => me.Across(a, AcrossFunction.Zscore)),
        (new("median_across", "median_across(x, by: sector)", "The median of the scan's symbols", Market),
            (me, a) => me.Across(a, AcrossFunction.Median)),
        (new("demean", "demean(x, by: sector)", "x minus the mean of the scan's symbols", Market),
            (me, a) => me.Across(a, AcrossFunction.Demean)),
        (new("scale_across", "scale_across(x, by: sector)", "x divided by the sum of the absolute values of the scan's symbols", Market),
            (me, a) => me.Across(a, AcrossFunction.Scale)),
        (new("top", "top(x, n, by: sector)", "Whether x is among the n largest of the scan's symbols; ties are all in", Market),
            (me, a) => me.Top(a)),
    ];

    private static readonly FrozenDictionary<string, int> ByName = All
        .Select((entry, index) => (Name: FormulaNames.Normalized(entry.Function.Name), index))
        .ToFrozenDictionary(entry => entry.Name, entry => entry.index);

    private static readonly FrozenDictionary<string, Aggregate> Aggregates = new Dictionary<string, Aggregate>
    {
        ["sum"] = Aggregate.Sum, ["avg"] = Aggregate.Avg, ["highest"] = Aggregate.Highest, ["lowest"] = Aggregate.Lowest,
        ["count"] = Aggregate.Count,
    }.ToFrozenDictionary();

    /// <summary>The functions with their descriptions.</summary>
    public static IEnumerable<LanguageFunction> Functions => All.Select(entry => entry.Function);

    public static IEnumerable<string> Names => Functions.Select(function => function.Name);

    private FormulaBinder Binder => binder;

    private NodeFactory Nodes => binder.Nodes;

    /// <summary>Whether a name without case and <c>_</c> is that of a function.</summary>
    public static bool Has(string normalized) => ByName.ContainsKey(normalized);

    /// <summary>A function with its arguments.</summary>
    public Operand Call(string normalized, CallSyntax syntax)
    {
        var (function, bind) = All[ByName[normalized]];
        return new Operand(syntax.Position, bind(this, new Arguments(syntax, function)));
    }

    private FormulaNode Condition(Arguments arguments, int index) => binder.Condition(arguments[index]);

    private FormulaNode Earlier(Arguments arguments, int index) => binder.ConditionWithHistory(arguments[index]);

    private FormulaNode Number(Arguments arguments, int index) => binder.Number(arguments[index]);

    private FormulaNode Math(Arguments arguments, MathFunction function)
    {
        arguments.RequireAtMost(1);
        return Nodes.Math(function, Number(arguments, 0));
    }

    private FormulaNode Choice(Arguments arguments)
    {
        arguments.RequireAtMost(3);
        var condition = Condition(arguments, 0);
        var (a, b) = (binder.Value(arguments[1]), binder.Value(arguments[2]));
        if (a.Type == FormulaType.Condition && b.Type == FormulaType.Condition) return Nodes.Choice(condition, a.Node, b.Node);
        return Nodes.Choice(condition, binder.Number(a), binder.Number(b));
    }

    private FormulaNode Fallback(Arguments arguments)
    {
        arguments.RequireAtMost(2);
        var fallback = arguments.Count > 1 ? Number(arguments, 1) : Nodes.Number(0);
        return Nodes.Add(new FallbackNode(Number(arguments, 0), fallback));
    }

    private FormulaNode Extreme(Arguments arguments, bool isMax)
    {
        var extreme = Number(arguments, 0);
        for (var i = 1; i < System.Math.Max(2, arguments.Count); i++) extreme = Nodes.Extreme(isMax, extreme, Number(arguments, i));
        return extreme;
    }

    private FormulaNode Round(Arguments arguments)
    {
        arguments.RequireAtMost(2);
        var digits = arguments.Count > 1 ? binder.Bars(arguments[1], 0, "the number of digits") : 0;
        if (digits > RoundNode.MostDigits)
            throw new FormulaException(arguments[1].Position, $"the number of digits must be at most {RoundNode.MostDigits}.");
        return Nodes.Round(Number(arguments, 0), digits);
    }

    private FormulaNode Count(Arguments arguments)
    {
        arguments.RequireAtMost(2);
        return Nodes.Add(new CountNode(Earlier(arguments, 0), binder.Bars(arguments[1], 1, "the number of bars of count")));
    }

    private FormulaNode Since(Arguments arguments)
    {
        arguments.RequireAtMost(2);
        var condition = Earlier(arguments, 0);
        if (arguments[1] is CallSyntax { Arguments: [{ Label: null, Value: var value }] } call
            && Aggregates.TryGetValue(FormulaNames.Normalized(call.Name), out var aggregate))
        {
            var counted = aggregate == Aggregate.Count ? binder.ConditionWithHistory(value) : binder.NumberWithHistory(value);
            return Nodes.Add(new SinceNode(aggregate, condition, counted));
        }
        return Nodes.Add(new SinceNode(Aggregate.Sum, condition, binder.NumberWithHistory(arguments[1])));
    }

    private FormulaNode Across(Arguments arguments, AcrossFunction function)
    {
        RequireMarket(arguments);
        arguments.RequireAtMost(1);
        return Nodes.Add(new AcrossNode(function, 0, Number(arguments, 0), By(arguments)));
    }

    private FormulaNode Top(Arguments arguments)
    {
        RequireMarket(arguments);
        arguments.RequireAtMost(2);
        var count = binder.Bars(arguments[1], 1, "the number of symbols of top");
        return Nodes.Add(new FlagNode(Nodes.Add(new AcrossNode(AcrossFunction.Top, count, Number(arguments, 0), By(arguments)))));
    }

    private void RequireMarket(Arguments arguments)
    {
        if (!binder.Vocabulary.HasRows)
            throw new FormulaException(arguments.Position, $"{arguments.Name} compares the symbols of a scan; here is only one symbol.");
        if (!binder.Scope.IsOwn)
        {
            throw new FormulaException(
                arguments.Position, $"{arguments.Name} cannot be inside a timeframe or a symbol; write e.g. rank(weekly.roc(13)).");
        }
    }

    private FormulaNode? By(Arguments arguments)
    {
        if (arguments.Labelled("by") is not { } syntax) return null;
        var group = binder.Value(syntax);
        return group is { Type: FormulaType.Text or FormulaType.Name, Column: not null }
            ? group.Node
            : throw new FormulaException(syntax.Position, "the groups behind 'by:' must be sector, industry, exchange or type.");
    }

    /// <summary>The arguments of a call.</summary>
    private sealed class Arguments
    {
        private readonly CallSyntax _syntax;
        private readonly LanguageFunction _function;
        private readonly FormulaSyntax[] _values;

        public Arguments(CallSyntax syntax, LanguageFunction function)
        {
            (_syntax, _function) = (syntax, function);
            _values = [.. syntax.Arguments.Where(argument => argument.Label is null).Select(argument => argument.Value)];
            foreach (var argument in syntax.Arguments)
            {
                if (argument.Label is { } label && !(function.Signature.Contains($"{label.ToLowerInvariant()}:", StringComparison.Ordinal)))
                    throw new FormulaException(argument.Value.Position, $"{function.Name} has no '{label}:': write {function.Signature}.");
            }
        }

        public int Position => _syntax.Position;

        public string Name => _function.Name;

        /// <summary>The number of arguments without a label.</summary>
        public int Count => _values.Length;

        /// <summary>An argument without a label.</summary>
        public FormulaSyntax this[int index] => index < _values.Length
            ? _values[index]
            : throw new FormulaException(_syntax.Position, $"{Name} requires more arguments: write {_function.Signature}.");

        public FormulaSyntax? Labelled(string label) =>
            _syntax.Arguments.FirstOrDefault(argument => label.Equals(argument.Label, StringComparison.OrdinalIgnoreCase))?.Value;

        public void RequireAtMost(int count)
        {
            if (_values.Length > count)
                throw new FormulaException(_values[count].Position, $"too many arguments: write {_function.Signature}.");
        }
    }
}
