using Technic.Core.Formulas.Library;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;
using Technic.Core.Market;
using Technic.Core.Text;

namespace Technic.Core.Formulas.Binding;

/// <summary>
/// Resolves names: definitions first, then columns, prices, functions with their usual values, and named formulas; and what stands before
/// and behind a point.
/// </summary>
internal sealed class NameBinder(FormulaBinder binder)
{
    private readonly Dictionary<(object Definition, string Arguments, BindingScope Scope), Operand> _bound = [];
    private readonly HashSet<(object Definition, BindingScope Scope)> _open = [];
    private Definitions _definitions = Definitions.None;

    private NodeFactory Nodes => binder.Nodes;

    /// <summary>Adds the definitions in front of a formula until the result is disposed.</summary>
    public Restoration Enter(IReadOnlyList<DefinitionSyntax> definitions)
    {
        var outer = _definitions;
        foreach (var definition in definitions)
        {
            Check(definition);
            _definitions = new Definitions(definition, _definitions);
            // Bound in their order, so that a long list of definitions does not nest.
            Defined(_definitions);
        }
        return new Restoration(() => _definitions = outer);
    }

    /// <summary>Whether a name has a meaning.</summary>
    public bool IsKnown(string name) =>
        _definitions.Find(name) is not null || binder.Vocabulary.Columns.TryFind(name, out _) || IsKnownBesides(name);

    /// <summary>A name without arguments.</summary>
    public Operand Name(NameSyntax syntax)
    {
        var name = syntax.Name;
        if (_definitions.Find(name) is { } definition) return Defined(definition) with { Position = syntax.Position };
        if (binder.Vocabulary.Columns.TryFind(name, out var column)) return Column(syntax, column);
        if (DerivedPrices.TryFind(name, out var price))
        {
            var node = price(Nodes);
            if (node is VwapNode && binder.Scope.Group is not null)
                throw new FormulaException(syntax.Position, "an index of symbols has no vwap; use typical.");
            return new Operand(syntax.Position, node);
        }
        if (CallBinder.IsFunction(name, binder.Vocabulary.Functions)) return binder.Operand(new CallSyntax(syntax.Position, name, []));
        if (binder.Vocabulary.Library.TryFind(name, out var formula)) return Named(syntax.Position, formula, []);
        throw Unknown(syntax);
    }

    /// <summary>A named formula with the values of its parameters.</summary>
    public Operand Named(int position, NamedFormula formula, IReadOnlyList<double> arguments)
    {
        var key = (formula, string.Join(' ', arguments), binder.Scope);
        if (_bound.TryGetValue(key, out var known)) return known with { Position = position };
        if (!_open.Add((formula, binder.Scope))) throw new FormulaException(position, $"'{formula.Name}' refers to itself.");
        var outer = _definitions;
        try
        {
            _definitions = Definitions.Of(formula, arguments);
            var value = binder.Bind(formula.Program);
            return (_bound[key] = value) with { Position = position };
        }
        catch (FormulaException problem)
        {
            throw new FormulaException(position, $"'{formula.Name}': {problem.Message}");
        }
        finally
        {
            _definitions = outer;
            _open.Remove((formula, binder.Scope));
        }
    }

    /// <summary>A chain: a timeframe or a symbol before a point, an output behind it, offsets.</summary>
    public Operand Chain(ChainSyntax syntax)
    {
        if (syntax.Links[0] is MemberSyntax member)
        {
            if (ScopeOf(syntax.First, member) is { } scope) return InScope(syntax, scope, Rest(syntax));
            if (syntax.First is NameSyntax { Name: var first } && !IsKnown(first)) throw UnknownOwner(syntax.First.Position, first, member);
        }
        var operand = binder.Operand(syntax.First);
        foreach (var link in syntax.Links)
            operand = link is OffsetSyntax offset ? Earlier(operand, offset) : Output(operand, (MemberSyntax)link);
        return operand;
    }

    /// <summary>The close of a symbol whose ticker is an argument, e.g. <c>relative_strength(SPY, 20)</c>.</summary>
    public Operand? CloseOf(FormulaSyntax syntax)
    {
        if (syntax is not NameSyntax { Name: var name } || IsKnown(name) || TickerOf(name) is not { } symbol) return null;
        return OfSymbol(syntax.Position, symbol, new NameSyntax(syntax.Position, "close"));
    }

    private void Check(DefinitionSyntax definition)
    {
        if (Timeframes.TryParse(definition.Name, out _))
            throw new FormulaException(definition.Position, $"'{definition.Name}' is a timeframe, so it cannot be defined.");
        if (_definitions.Find(definition.Name) is { Syntax: not null } other && other.Syntax.Name == definition.Name)
            throw new FormulaException(definition.Position, $"'{Printable.Of(definition.Name)}' is defined twice.");
    }

    private Operand Defined(Definitions definition)
    {
        if (definition.Syntax is not { } syntax) return new Operand(0, Nodes.Number(definition.Value));
        var key = (definition, "", binder.Scope);
        if (_bound.TryGetValue(key, out var known)) return known;
        var outer = _definitions;
        try
        {
            // A definition sees those before it.
            _definitions = definition.Earlier!;
            return _bound[key] = binder.Operand(syntax.Value);
        }
        finally
        {
            _definitions = outer;
        }
    }

    private Operand Column(NameSyntax syntax, Column column)
    {
        if (column.WhyNotInConditions is { } reason) throw new FormulaException(syntax.Position, reason);
        var history = HistoryOf(column);
        if (!binder.Scope.IsOwn || !binder.Vocabulary.HasRows)
        {
            if (history is not null) return new Operand(syntax.Position, history) { Column = column };
            throw new FormulaException(syntax.Position, binder.Scope.IsOwn
                ? $"'{column}' is a column of a scan; it has no history."
                : $"'{column}' has no history, so it has no value in another timeframe or for another symbol.");
        }
        if (!binder.Columns.Contains(column)) binder.Columns.Add(column);
        var type = column.Names is not null ? FormulaType.Name
            : column.Kind == ColumnKind.Number ? FormulaType.Number : FormulaType.Text;
        return new Operand(syntax.Position, Nodes.Add(new ColumnNode(type, column, history))) { Column = column, Names = column.Names };
    }

    /// <summary>A column at every bar; <c>null</c> if it has no history.</summary>
    private FormulaNode? HistoryOf(Column column)
    {
        if (Enum.TryParse<Price>(column.Name, ignoreCase: true, out var price)) return Nodes.Price(price);
        if (!RowIndicatorFamily.TryFind(column.Name, out var found)) return null;
        return Nodes.Output(Nodes.Add(new RowIndicatorNode(found.Family)), found.Output, isCondition: false);
    }

    private static Operand EarlierOutput(Operand operand, int bars) => operand with { Offset = operand.Offset + bars };

    private Operand Earlier(Operand operand, OffsetSyntax offset)
    {
        var bars = binder.Bars(offset.Bars, 0, "the number of bars ago");
        // Of a function with several values an output may follow.
        if (operand.Type == FormulaType.Outputs) return EarlierOutput(operand, bars);
        return new Operand(operand.Position, Nodes.Offset(binder.WithHistory(operand).Node, bars));
    }

    private Operand Output(Operand operand, MemberSyntax member)
    {
        if (operand.Node is not FunctionNode { Function: var function })
            throw new FormulaException(member.Position, "only timeframes, symbols, and functions with several values have a '.'.");
        var name = member.Member is NameSyntax { Name: var written } ? written : null;
        for (var output = 0; output < function.Outputs.Length && name is not null; output++)
        {
            if (FormulaNames.AreSame(function.Outputs[output].Name, name)) return CallBinder.OutputOf(Nodes, operand, output);
        }
        var names = function.Outputs.Select(output => output.Name).Where(output => output.Length > 0).ToArray();
        throw new FormulaException(member.Position, names.Length == 0
            ? $"{function.Name} has one value only; remove the '.'."
            : $"{function.Name} has no value '{Printable.Of(name ?? "(…)")}'{Suggestion.DidYouMean(name ?? "", names)}: "
                + $"expected {string.Join(", ", names)}.")
        {
            Suggestions = [.. Nearest(name ?? "", names).Concat(names).Distinct()],
        };
    }

    /// <summary>The scope that a word before a point opens; <c>null</c> if it is something else.</summary>
    private (Timeframe? Timeframe, Symbol? Symbol, Group? Group)? ScopeOf(FormulaSyntax first, MemberSyntax member)
    {
        if (first is CallSyntax { Name: var function, Arguments: var arguments } call && FormulaNames.AreSame(function, "symbol"))
            return (null, SymbolOf(call, arguments), null);
        if (first is not NameSyntax { Name: var name, Position: var position }) return null;
        if (Timeframes.TryParse(name, out var timeframe)) return (timeframe, null, null);
        if (FormulaNames.AreSame(name, "market")) return (null, null, Group.Market);
        if (FormulaNames.AreSame(name, "sector")) return (null, null, Group.Sector);
        if (IsKnown(name) && (_definitions.Find(name) is not null
            || CallBinder.HasOutput(name, (member.Member as NameSyntax)?.Name, binder.Vocabulary.Functions)))
            return null;
        if (TickerOf(name) is { } symbol && !Dialects.IsNamespace(name)) return (null, symbol, null);
        return null;
    }

    private Operand InScope(ChainSyntax chain, (Timeframe? Timeframe, Symbol? Symbol, Group? Group) opened, FormulaSyntax rest)
    {
        var position = chain.Position;
        if (opened.Symbol is { } symbol) return OfSymbol(position, symbol, rest);
        if (opened.Group is { } group) return OfGroup(position, group, rest);
        var timeframe = opened.Timeframe!.Value;
        if (binder.Scope.Timeframe is not null) throw new FormulaException(position, "a timeframe cannot be inside another.");
        var inner = binder.InScope(binder.Scope with { Timeframe = timeframe }, () => binder.Value(rest));
        RequireSeries(inner);
        return new Operand(position, Constant(inner) ?? Nodes.Add(new TimeframeNode(timeframe, inner.Node)));
    }

    private Operand OfSymbol(int position, Symbol symbol, FormulaSyntax rest)
    {
        if (binder.Scope.Symbol is not null || binder.Scope.Group is not null)
            throw new FormulaException(position, "a symbol cannot be inside another.");
        if (binder.Symbols.Add(symbol) && binder.Symbols.Count > FormulaLimits.Symbols)
            throw new FormulaException(position, $"more than {FormulaLimits.Symbols} other symbols.");
        var inner = binder.InScope(binder.Scope with { Symbol = symbol }, () => binder.Value(rest));
        RequireSeries(inner);
        return new Operand(position, Constant(inner) ?? Nodes.Add(new OtherSymbolNode(symbol, inner.Node)));
    }

    private Operand OfGroup(int position, Group group, FormulaSyntax rest)
    {
        if (!binder.Scope.IsOwn)
            throw new FormulaException(position, "an index cannot be inside a timeframe or a symbol; write e.g. sector.weekly.close.");
        if (!binder.Vocabulary.HasRows)
            throw new FormulaException(position, "an index is that of the symbols of a scan; here is only one symbol.");
        var inner = binder.InScope(new BindingScope(Group: group), () => binder.Value(rest));
        RequireSeries(inner);
        if (Constant(inner) is { } constant) return new Operand(position, constant);
        var sector = group == Group.Sector ? Name(new NameSyntax(position, "sector")).Node : Nodes.Number(0);
        return new Operand(position, Nodes.Add(new GroupNode(group, inner.Node, sector, [.. Enum.GetValues<Price>().Select(Nodes.Price)])));
    }

    private static FormulaNode? Constant(Operand operand) => operand.Node as ConstantNode;

    private static void RequireSeries(Operand operand)
    {
        if (operand.Type is FormulaType.Text or FormulaType.Name)
            throw new FormulaException(operand.Position, $"{operand.Description} has no history.");
    }

    private static Symbol SymbolOf(CallSyntax call, IReadOnlyList<ArgumentSyntax> arguments)
    {
        if (arguments is not [{ Label: null, Value: TextSyntax { Value: var ticker } }])
            throw new FormulaException(call.Position, "symbol requires a ticker in quotes, e.g. symbol('BRK.B').close.");
        return Symbol.TryParse(ticker, out var symbol)
            ? symbol
            : throw new FormulaException(arguments[0].Value.Position, $"'{Printable.Of(ticker)}' is not a ticker.");
    }

    /// <summary>What follows the first word of a chain.</summary>
    private static FormulaSyntax Rest(ChainSyntax chain)
    {
        var first = ((MemberSyntax)chain.Links[0]).Member;
        return chain.Links.Count == 1 ? first : new ChainSyntax(first, [.. chain.Links.Skip(1)]);
    }

    /// <summary>Tickers are written in capitals, so that a misspelt word is not taken for one.</summary>
    private static Symbol? TickerOf(string name) =>
        name.All(c => !char.IsAsciiLetterLower(c)) && Symbol.TryParse(name, out var symbol) ? symbol : null;

    private bool IsKnownBesides(string name) =>
        FormulaNames.IsFormula(name, binder.Vocabulary);

    private FormulaException UnknownOwner(int position, string name, MemberSyntax member)
    {
        if (Dialects.IsNamespace(name))
        {
            var function = member.Member switch
            {
                CallSyntax call => call.Name,
                NameSyntax other => other.Name,
                _ => "rsi",
            };
            var hint = IsKnown(function) ? null : Dialects.Translate(function);
            var ours = hint?.Ours ?? function;
            return new FormulaException(position, $"functions have no '{name}.' in front: write {ours}{(ours == function ? "(…)" : "")}.")
            {
                // A function of our name can have other arguments there.
                Suggestions = (Dialects.Member(function) ?? hint ?? new DialectHint(function)).Replacements,
            };
        }
        string[] owners = [.. Timeframes.Words, "market", "sector"];
        var meant = Suggestion.DidYouMean(name, owners);
        return new FormulaException(
            position, $"Unknown name '{Printable.Of(name)}' before '.'{meant}; symbols are written in capitals, e.g. SPY.close.")
        {
            Suggestions = [.. Nearest(name, owners), .. name.All(char.IsAsciiLetter) ? (string[])[name.ToUpperInvariant()] : []],
        };
    }

    private FormulaException Unknown(NameSyntax syntax)
    {
        var name = syntax.Name;
        if (Dialects.Statement(name) is { } statement)
            return new FormulaException(syntax.Position, $"Unknown column '{Printable.Of(name)}'; write {statement}");
        if (Timeframes.TryParse(name, out _))
        {
            return new FormulaException(syntax.Position, $"'{name}' needs a price or a function behind it, e.g. {name}.close.")
            {
                Suggestions = [$"{name}.close"],
            };
        }
        var columns = binder.Vocabulary.Columns.All.Select(column => column.Name).ToArray();
        var hint = Dialects.Translate(name);
        var nearest = hint is null
            ? Suggestion.Closest(
                FormulaNames.Normalized(name),
                [.. _definitions.Names, .. columns, .. DerivedPrices.Names, .. CallBinder.NamesOf(binder.Vocabulary.Functions),
                    .. binder.Vocabulary.Library.Names])
            : null;
        var meant = hint?.Ours ?? nearest;
        return new FormulaException(
            syntax.Position,
            $"Unknown column '{Printable.Of(name)}'{(meant is null ? "" : $" (did you mean '{meant}'?)")}. "
            + $"The columns are: {string.Join(", ", columns)}; 'technic formulas' lists functions and formulas.")
        {
            Suggestions = hint is { IsWord: true } ? [hint.Ours] : nearest is null ? [] : [nearest],
        };
    }

    private static string[] Nearest(string name, IEnumerable<string> candidates) =>
        Suggestion.Closest(name, candidates) is { } nearest ? [nearest] : [];

    /// <summary>Ends the visibility of definitions.</summary>
    public readonly struct Restoration(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }

    /// <summary>A list of definitions, the last one first.</summary>
    private sealed class Definitions
    {
        private readonly string _name;

        private Definitions() => _name = "";

        public Definitions(DefinitionSyntax syntax, Definitions earlier) => (_name, Syntax, Earlier) = (syntax.Name, syntax, earlier);

        private Definitions(string name, double value, Definitions earlier) => (_name, Value, Earlier) = (name, value, earlier);

        public static Definitions None { get; } = new();

        /// <summary>What it stands for; <c>null</c> for the parameter of a named formula.</summary>
        public DefinitionSyntax? Syntax { get; }

        /// <summary>The value of a parameter.</summary>
        public double Value { get; }

        public Definitions? Earlier { get; }

        public IEnumerable<string> Names
        {
            get
            {
                for (var at = this; at.Earlier is not null; at = at.Earlier) yield return at._name;
            }
        }

        /// <summary>The parameters of a named formula.</summary>
        public static Definitions Of(NamedFormula formula, IReadOnlyList<double> arguments)
        {
            var definitions = None;
            for (var i = 0; i < formula.Parameters.Count; i++)
            {
                var value = i < arguments.Count ? arguments[i] : formula.Parameters[i].Usual;
                definitions = new Definitions(formula.Parameters[i].Name, value, definitions);
            }
            return definitions;
        }

        public Definitions? Find(string name)
        {
            for (var at = this; at.Earlier is not null; at = at.Earlier)
            {
                if (at._name.Equals(name, StringComparison.OrdinalIgnoreCase)) return at;
            }
            return null;
        }
    }
}
