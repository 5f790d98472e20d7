using Technic.Core.Text;

namespace Technic.Core.Formulas.Syntax;

/// <summary>
/// A recursive descent parser for the grammar below, with one method for each rule. It looks ahead one token and never backtracks, so its
/// time is linear in the length of the text, and only parentheses, brackets and functions increase its depth.
/// <code>
/// formula    = { definition } condition
/// definition = "let" name "=" condition ";"
/// condition  = conjunction { "or" conjunction }
/// conjunction= negation { "and" negation }
/// negation   = { "not" } persistence
/// persistence= comparison { ("within" | "for") sum ["bars"] }
/// comparison = sum [ sign sum | "crosses" ["above" | "below"] sum
///                  | ["not"] "between" sum "and" sum | ["not"] "in" "(" sum { "," sum } ")" ]
/// sum        = product { ("+" | "-") product }
/// product    = factor { ("*" | "/") factor }
/// factor     = { "-" } operand { "." member | "[" sum "]" }
/// operand    = number | text | member
/// member     = name [ "(" [ argument { "," argument } ] ")" ] | "(" condition ")"
/// argument   = [ name ":" ] condition
/// </code>
/// </summary>
internal sealed class FormulaParser
{
    private const string Or = "or", And = "and", Not = "not", Between = "between", In = "in", Crosses = "crosses", Above = "above",
        Below = "below", Within = "within", For = "for", Let = "let", Bars = "bars", Bar = "bar";

    private static readonly string[] Keywords = [Or, And, Not, Between, In, Crosses, Within, For, Let];

    /// <summary>The words of the grammar.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Keywords, Above, Below, Bars, "by"];

    private readonly FormulaLexer _lexer;
    private FormulaToken _token;
    private int _depth;

    private FormulaParser(string text)
    {
        _lexer = new FormulaLexer(text);
        _token = _lexer.Next();
    }

    /// <summary>Parses a formula with the definitions in front of it.</summary>
    /// <exception cref="FormulaException">The text is not a formula.</exception>
    public static ProgramSyntax Parse(string text)
    {
        var parser = new FormulaParser(text);
        var definitions = parser.Definitions();
        var value = parser.Condition();
        return parser._token.Kind == TokenKind.End ? new ProgramSyntax(definitions, value) : throw parser.UnexpectedAfterCondition();
    }

    /// <summary>Parses a text of definitions only.</summary>
    /// <exception cref="FormulaException">The text contains something else.</exception>
    public static IReadOnlyList<DefinitionSyntax> ParseDefinitions(string text)
    {
        var parser = new FormulaParser(text);
        var definitions = parser.Definitions();
        return parser._token.Kind == TokenKind.End ? definitions : throw parser.Unexpected("'let NAME = FORMULA;'");
    }

    /// <summary>Whether a word has a fixed meaning in the grammar, so that it cannot be a name.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word, StringComparer.OrdinalIgnoreCase);

    private List<DefinitionSyntax> Definitions()
    {
        var definitions = new List<DefinitionSyntax>();
        while (TakeKeyword(Let)) definitions.Add(Definition());
        return definitions;
    }

    private DefinitionSyntax Definition()
    {
        var name = _token;
        if (name.Kind != TokenKind.Word || IsKeyword(name.Text)) throw Unexpected("a name");
        Take();
        var start = _token.Position + 1;
        if (!TakeSign("=")) throw Unexpected("'='");
        var value = Condition();
        var end = _token.Position;
        return TakeSign(";")
            ? new DefinitionSyntax(name.Position, name.Text, value, start, end)
            : throw Unexpected("an operator or ';'");
    }

    private FormulaSyntax Condition() => Junction(Or, isAnd: false, Conjunction);

    private FormulaSyntax Conjunction() => Junction(And, isAnd: true, Negation);

    private FormulaSyntax Junction(string keyword, bool isAnd, Func<FormulaSyntax> operand)
    {
        var first = operand();
        if (!_token.IsKeyword(keyword)) return first;
        var operands = new List<FormulaSyntax> { first };
        while (TakeKeyword(keyword)) operands.Add(operand());
        return new JunctionSyntax(isAnd, operands);
    }

    private FormulaSyntax Negation()
    {
        var position = _token.Position;
        var isNegated = false;
        while (TakeKeyword(Not)) isNegated = !isNegated;
        var condition = Persistence();
        return isNegated ? new NotSyntax(position, condition) : condition;
    }

    private FormulaSyntax Persistence()
    {
        var condition = Comparison();
        while (_token.IsKeyword(Within) || _token.IsKeyword(For))
        {
            var (position, isEach) = (_token.Position, _token.IsKeyword(For));
            Take();
            condition = new PersistenceSyntax(position, condition, Sum(), isEach);
            if (!TakeKeyword(Bars)) TakeKeyword(Bar);
        }
        return condition;
    }

    private FormulaSyntax Comparison()
    {
        var value = Sum();
        var position = _token.Position;
        if (TakeRelation() is { } relation)
        {
            var node = new ComparisonSyntax(position, relation, value, Sum());
            return RelationOf(_token) is null ? node : throw Chained();
        }
        if (TakeKeyword(Crosses)) return new CrossingSyntax(position, Direction(), value, Sum());
        var isNegated = TakeKeyword(Not);
        if (TakeKeyword(Between)) return Range(position, value, isNegated);
        if (TakeKeyword(In)) return new InSyntax(position, value, Items(), isNegated);
        return isNegated ? throw Unexpected("'between' or 'in'") : value;
    }

    private CrossingDirection Direction() =>
        TakeKeyword(Above) ? CrossingDirection.Above : TakeKeyword(Below) ? CrossingDirection.Below : CrossingDirection.Either;

    private BetweenSyntax Range(int position, FormulaSyntax value, bool isOutside)
    {
        var low = Sum();
        if (!TakeKeyword(And)) throw Unexpected("'and' with the upper bound");
        return new BetweenSyntax(position, value, low, Sum(), isOutside);
    }

    private List<FormulaSyntax> Items()
    {
        if (!TakeSign("(")) throw Unexpected("'('");
        var items = new List<FormulaSyntax>();
        do items.Add(Sum());
        while (TakeSign(","));
        return TakeSign(")") ? items : throw Unexpected("',' or ')'");
    }

    private FormulaSyntax Sum() => Arithmetic('+', '-', Product);

    private FormulaSyntax Product() => Arithmetic('*', '/', Factor);

    private FormulaSyntax Arithmetic(char sign, char otherSign, Func<FormulaSyntax> operand)
    {
        var first = operand();
        List<ArithmeticStep>? steps = null;
        while (_token.Kind == TokenKind.Sign && _token.Text[0] is var found && (found == sign || found == otherSign))
        {
            var position = _token.Position;
            Take();
            (steps ??= []).Add(new ArithmeticStep(position, found, operand()));
        }
        return steps is null ? first : new ArithmeticSyntax(first, steps);
    }

    private FormulaSyntax Factor()
    {
        var position = _token.Position;
        var isOpposite = false;
        while (TakeSign("-")) isOpposite = !isOpposite;
        var operand = Chain();
        return isOpposite ? new OppositeSyntax(position, operand) : operand;
    }

    private FormulaSyntax Chain()
    {
        var first = Operand();
        List<LinkSyntax>? links = null;
        while (true)
        {
            if (_token.IsSign(".")) (links ??= []).Add(MemberLink());
            else if (_token.IsSign("[")) (links ??= []).Add(Offset());
            else break;
        }
        return links is not null ? new ChainSyntax(first, links) : first is GroupSyntax { Inner: var inner } ? inner : first;
    }

    private MemberSyntax MemberLink()
    {
        Take();
        return new MemberSyntax(Member() ?? throw Unexpected("a name behind the point"));
    }

    private OffsetSyntax Offset()
    {
        var position = _token.Position;
        Enter();
        var bars = Sum();
        Leave();
        return TakeSign("]") ? new OffsetSyntax(position, bars) : throw Unexpected("']'");
    }

    private FormulaSyntax Operand()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Take();
                return new NumberSyntax(token.Position, token.Number);
            case TokenKind.Text:
                Take();
                return new TextSyntax(token.Position, token.Text);
            default:
                return Member() ?? throw Unexpected("a column, a number, a text in quotes or '('");
        }
    }

    private FormulaSyntax? Member()
    {
        var token = _token;
        if (token.IsSign("(")) return Group();
        if (token.Kind != TokenKind.Word || IsKeyword(token.Text)) return null;
        Take();
        return _token.IsSign("(") ? new CallSyntax(token.Position, token.Text, Arguments()) : new NameSyntax(token.Position, token.Text);
    }

    private GroupSyntax Group()
    {
        var position = _token.Position;
        Enter();
        var condition = Condition();
        Leave();
        return TakeSign(")") ? new GroupSyntax(position, condition) : throw Unexpected("an operator, 'and', 'or' or ')'");
    }

    private List<ArgumentSyntax> Arguments()
    {
        Enter();
        var arguments = new List<ArgumentSyntax>();
        if (!_token.IsSign(")"))
        {
            do arguments.Add(Argument());
            while (TakeSign(","));
        }
        Leave();
        return TakeSign(")") ? arguments : throw Unexpected("an operator, ',' or ')'");
    }

    private ArgumentSyntax Argument()
    {
        var value = Condition();
        if (value is not NameSyntax { Name: var label } || !TakeSign(":")) return new ArgumentSyntax(null, value);
        return new ArgumentSyntax(label, Condition());
    }

    /// <summary>Takes an opening parenthesis or bracket.</summary>
    private void Enter()
    {
        if (_depth++ == FormulaLimits.Depth)
            throw new FormulaException(_token.Position, $"more than {FormulaLimits.Depth} nested parentheses.");
        Take();
    }

    private void Leave() => _depth--;

    private void Take() => _token = _lexer.Next();

    private bool TakeSign(string sign)
    {
        if (!_token.IsSign(sign)) return false;
        Take();
        return true;
    }

    private bool TakeKeyword(string keyword)
    {
        if (!_token.IsKeyword(keyword)) return false;
        Take();
        return true;
    }

    private Relation? TakeRelation()
    {
        var relation = RelationOf(_token);
        if (relation is not null) Take();
        return relation;
    }

    private static Relation? RelationOf(in FormulaToken token) => token.Kind != TokenKind.Sign ? null : token.Text switch
    {
        "=" or "==" => Relation.Equal,
        "!=" or "<>" => Relation.NotEqual,
        "<" => Relation.Less,
        "<=" => Relation.AtMost,
        ">" => Relation.Greater,
        ">=" => Relation.AtLeast,
        _ => null,
    };

    private FormulaException Chained() =>
        new(_token.Position, "a comparison cannot be compared again; combine two with 'and', e.g. rsi14 > 30 and rsi14 < 70.");

    private FormulaException UnexpectedAfterCondition() =>
        _token.IsSign(")")
            ? new FormulaException(_token.Position, "')' without '('.")
            : Unexpected("an operator, 'and', 'or' or the end");

    private FormulaException Unexpected(string expected)
    {
        var meant = _token.Kind == TokenKind.Word && !IsKeyword(_token.Text)
            ? Dialects.OperatorOf(_token.Text) ?? Suggestion.Closest(_token.Text, Keywords)
            : null;
        var hint = meant is not null ? $" (did you mean '{meant}'?)"
            : _token.Kind == TokenKind.Sign && _token.Text is "[" or "]" ? ": use parentheses ( and )"
            : "";
        var found = _token.Kind == TokenKind.End ? " at the end of the condition" : $", not '{Printable.Of(_token.Text)}'{hint}";
        return new FormulaException(_token.Position, $"expected {expected}{found}.") { Suggestions = meant is null ? [] : [meant] };
    }
}
