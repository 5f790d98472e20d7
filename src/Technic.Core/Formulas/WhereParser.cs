using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Formulas;

/// <summary>
/// A recursive descent parser for the grammar below, with one method for each rule. It looks ahead one token and never backtracks, so its
/// time is linear in the length of the text, and only parentheses increase its depth.
/// <code>
/// condition  = conjunction { "or" conjunction }
/// conjunction= negation { "and" negation }
/// negation   = { "not" } comparison
/// comparison = sum [ sign sum | ["not"] "between" sum "and" sum | ["not"] "in" "(" sum { "," sum } ")" ]
/// sum        = product { ("+" | "-") product }
/// product    = factor { ("*" | "/") factor }
/// factor     = { "-" } ( number | text | column | "(" condition ")" )
/// </code>
/// </summary>
internal sealed class WhereParser
{
    private const string Or = "or", And = "and", Not = "not", Between = "between", In = "in";

    private static readonly string[] Keywords = [And, Or, Not, Between, In];

    private readonly WhereLexer _lexer;
    private WhereToken _token;
    private int _depth;

    private WhereParser(string text)
    {
        _lexer = new WhereLexer(text);
        _token = _lexer.Next();
    }

    /// <exception cref="WhereException">The text is not a condition.</exception>
    public static WhereNode Parse(string text)
    {
        var parser = new WhereParser(text);
        var condition = parser.Condition();
        return parser._token.Kind == TokenKind.End ? condition : throw parser.UnexpectedAfterCondition();
    }

    private WhereNode Condition() => Junction(Or, isAnd: false, Conjunction);

    private WhereNode Conjunction() => Junction(And, isAnd: true, Negation);

    private WhereNode Junction(string keyword, bool isAnd, Func<WhereNode> operand)
    {
        var first = operand();
        if (!_token.IsKeyword(keyword)) return first;
        var operands = new List<WhereNode> { first };
        while (TakeKeyword(keyword)) operands.Add(operand());
        return new JunctionNode(isAnd, operands);
    }

    private WhereNode Negation()
    {
        var position = _token.Position;
        var isNegated = false;
        while (TakeKeyword(Not)) isNegated = !isNegated;
        var comparison = Comparison();
        return isNegated ? new NotNode(position, comparison) : comparison;
    }

    private WhereNode Comparison()
    {
        var value = Sum();
        var position = _token.Position;
        if (TakeRelation() is { } relation)
        {
            var node = new ComparisonNode(position, relation, value, Sum());
            return RelationOf(_token) is null ? node : throw Chained();
        }
        var isNegated = TakeKeyword(Not);
        if (TakeKeyword(Between)) return Range(position, value, isNegated);
        if (TakeKeyword(In)) return new InNode(position, value, Items(), isNegated);
        return isNegated ? throw Unexpected("'between' or 'in'") : value;
    }

    private BetweenNode Range(int position, WhereNode value, bool isOutside)
    {
        var low = Sum();
        if (!TakeKeyword(And)) throw Unexpected("'and' with the upper bound");
        return new BetweenNode(position, value, low, Sum(), isOutside);
    }

    private List<WhereNode> Items()
    {
        if (!TakeSign("(")) throw Unexpected("'('");
        var items = new List<WhereNode>();
        do items.Add(Sum());
        while (TakeSign(","));
        return TakeSign(")") ? items : throw Unexpected("',' or ')'");
    }

    private WhereNode Sum() => Arithmetic('+', '-', Product);

    private WhereNode Product() => Arithmetic('*', '/', Factor);

    private WhereNode Arithmetic(char sign, char otherSign, Func<WhereNode> operand)
    {
        var first = operand();
        List<ArithmeticStep>? steps = null;
        while (_token.Kind == TokenKind.Sign && _token.Text[0] is var found && (found == sign || found == otherSign))
        {
            Take();
            (steps ??= []).Add(new ArithmeticStep(found, operand()));
        }
        return steps is null ? first : new ArithmeticNode(first, steps);
    }

    private WhereNode Factor()
    {
        var position = _token.Position;
        var isOpposite = false;
        while (TakeSign("-")) isOpposite = !isOpposite;
        var operand = Operand();
        return isOpposite ? new OppositeNode(position, operand) : operand;
    }

    private WhereNode Operand()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Take();
                return new NumberNode(token.Position, token.Number);
            case TokenKind.Text:
                Take();
                return new TextNode(token.Position, token.Text);
            case TokenKind.Word when !IsKeyword(token):
                Take();
                return new ColumnNode(token.Position, token.Text);
            case TokenKind.Sign when token.Text == "(":
                return Parenthesis();
            default:
                throw Unexpected("a column, a number, a text in quotes or '('");
        }
    }

    private WhereNode Parenthesis()
    {
        if (_depth++ == WhereCondition.MaxDepth)
            throw new WhereException(_token.Position, $"more than {WhereCondition.MaxDepth} nested parentheses.");
        Take();
        var condition = Condition();
        _depth--;
        return TakeSign(")") ? condition : throw Unexpected("an operator, 'and', 'or' or ')'");
    }

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

    private static bool IsKeyword(in WhereToken token) => Keywords.Contains(token.Text, StringComparer.OrdinalIgnoreCase);

    private static Relation? RelationOf(in WhereToken token) => token.Kind != TokenKind.Sign ? null : token.Text switch
    {
        "=" or "==" => Relation.Equal,
        "!=" or "<>" => Relation.NotEqual,
        "<" => Relation.Less,
        "<=" => Relation.AtMost,
        ">" => Relation.Greater,
        ">=" => Relation.AtLeast,
        _ => null,
    };

    private WhereException Chained() =>
        new(_token.Position, "a comparison cannot be compared again; combine two with 'and', e.g. rsi14 > 30 and rsi14 < 70.");

    private WhereException UnexpectedAfterCondition() =>
        _token.IsSign(")")
            ? new WhereException(_token.Position, "')' without '('.")
            : Unexpected("an operator, 'and', 'or' or the end");

    private WhereException Unexpected(string expected)
    {
        var meant = _token.Kind == TokenKind.Word && !IsKeyword(_token) ? Suggestion.DidYouMean(_token.Text, Keywords) : "";
        var found = _token.Kind == TokenKind.End ? " at the end of the condition" : $", not '{Printable.Of(_token.Text)}'{meant}";
        return new WhereException(_token.Position, $"expected {expected}{found}.");
    }
}
