using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

public sealed class WhereFuzzTests
{
    private const int Attempts = 50;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    private static readonly string[] Words =
    [
        "close", "rsi14", "sector", "signal", "stale", "nothing", "and", "or", "not", "between", "in", "(", ")", ",",
        "+", "-", "*", "/", "=", "==", "!=", "<>", "<", "<=", ">", ">=", "=>", "1", "2.5", "1e9", "1_000", "1__0", "5M",
        "[", "]", ".", ";", ":", "#", "let", "crosses", "above", "within", "for", "sma", "ema(12)", "if", "count", "since", "weekly", "SPY",
        "symbol('A')", "market", "rank", "by", "top", "bars_since", "[1]", "x", "squeeze", "typical",
        "'Energy'", "'Long'", "\"x\"", "'", "\"", "''", "%", "&&", " ", "\t", "\0", "é", "😀",
    ];

    private static readonly Gen<(int Kind, int At, string Word)> Slips =
        from kind in Gen.Choose(0, 3)
        from at in Gen.Choose(0, WhereCondition.MaxLength)
        from word in Gen.Elements(Words)
        select (kind, at, word);

    [Fact]
    public void A_condition_made_from_the_grammar_says_what_a_simple_evaluation_says() =>
        Markets.ForAll(WhereExpression.Any, expression =>
        {
            var condition = WhereCondition.Compile(expression.ToString());
            foreach (var row in WhereRows.All)
                Assert.True(expression.Holds(row) == condition.Holds(row), $"{row.Row.Symbol}: {expression}");
        });

    [Fact]
    public void The_random_conditions_are_neither_all_true_nor_all_false()
    {
        var (held, all) = (0, 0);
        Markets.ForAll(WhereExpression.Any, expression =>
        {
            held += WhereRows.All.Count(expression.Holds);
            all += WhereRows.All.Count;
        });

        Assert.InRange((double)held / all, 0.2, 0.8);
    }

    [Fact]
    public void A_condition_means_the_same_however_it_is_spaced_and_spelled() =>
        Markets.ForAll(WhereExpression.Any.Where(expression => !expression.ToString().Contains('"')), expression =>
        {
            var spaced = expression.ToString()
                .Replace(" ", " \n\t ", StringComparison.Ordinal).Replace("(", " ( ", StringComparison.Ordinal);
            var wide = WhereCondition.Compile($"( {spaced} )");
            var loud = WhereCondition.Compile(expression.ToString().ToUpperInvariant());
            foreach (var row in WhereRows.All)
            {
                Assert.Equal(expression.Holds(row), wide.Holds(row));
                Assert.Equal(expression.Holds(row), loud.Holds(row));
            }
        });

    [Fact]
    public void Any_text_is_a_condition_or_gets_a_sentence() =>
        Markets.ForAll(Gen.Choose(0, 4_200).SelectMany(length => Gen.Choose(0, 0xFFFF).ArrayOf(Math.Min(length, 300))), CheckCharacters);

    [Fact]
    public void Any_row_of_words_is_a_condition_or_gets_a_sentence() =>
        Markets.ForAll(
            Gen.Elements(Words).ArrayOf().Resize(40), words => AssertAnswered(string.Join(words.Length % 2 == 0 ? " " : "", words)));

    [Fact]
    public void A_condition_with_slips_in_it_is_a_condition_or_gets_a_sentence() =>
        Markets.ForAll(
            from expression in WhereExpression.Any
            from slips in Slips.ArrayOf(5)
            select slips.Aggregate(expression.ToString(), (text, slip) => Slip(text, slip.Kind, slip.At % (text.Length + 1), slip.Word)),
            AssertAnswered);

    public static TheoryData<string, string> LongestTexts => new()
    {
        { "sums", string.Join('+', Enumerable.Repeat("1", 2_047)) + ">1" },
        { "products", string.Join('*', Enumerable.Repeat("gap", 1_023)) + ">1" },
        { "alternatives", string.Join(" or ", Enumerable.Repeat("gap=1", 450)) },
        { "conjunctions", string.Join(" and ", Enumerable.Repeat("gap<1e9", 330)) },
        { "items", "gap in (" + string.Join(',', Enumerable.Repeat("1", 2_040)) + ")" },
        { "sectors", "sector in (" + string.Join(',', Enumerable.Repeat("'IT'", 800)) + ")" },
        { "negations", string.Concat(Enumerable.Repeat("not ", 1_020)) + "gap>1" },
        { "signs", new string('-', 4_080) + "gap>1" },
        { "open parentheses", new string('(', 4_096) },
        { "closed parentheses", new string('(', 64) + "gap>1" + new string(')', 4_000) },
        { "nests", string.Join("or", Enumerable.Repeat(new string('(', 31) + "gap=1" + new string(')', 31), 58)) },
        { "nests of everything", string.Concat(Enumerable.Repeat("not(gap>1 and gap<2 or -(", 30)) + "gap>1" + new string(')', 60) },
        { "an unknown word", new string('a', 4_090) + ">1" },
        { "a number", "gap>" + new string('1', 4_090) },
        { "a spoilt number", "gap>" + string.Concat(Enumerable.Repeat("1_", 2_040)) },
        { "a text", "name='" + new string('x', 4_080) + "'" },
        { "quotes", "name='" + new string('\'', 4_080) + "'" },
        { "definitions", string.Concat(Enumerable.Range(0, 250).Select(i => $"let a{i}={(i == 0 ? "gap" : $"a{i - 1}+1")};")) + "a9>1" },
        { "doubled definitions", string.Concat(Enumerable.Range(1, 180)
            .Select(i => $"let a{i}={(i == 1 ? "gap" : $"a{i - 1}*a{i - 1}")};")) + "a9>1" },
        { "definitions in another timeframe", string.Concat(Enumerable.Range(0, 200)
            .Select(i => $"let a{i}={(i == 0 ? "gap" : $"a{i - 1}+1")};")) + "weekly.a199>1" },
        { "open definitions", string.Concat(Enumerable.Repeat("let a=", 600)) },
        { "offsets", "gap" + string.Concat(Enumerable.Repeat("[1]", 1_300)) + ">1" },
        { "open offsets", "gap" + new string('[', 4_000) },
        { "members", "SPY" + string.Concat(Enumerable.Repeat(".A", 2_000)) },
        { "timeframes", string.Concat(Enumerable.Repeat("weekly.", 500)) + "gap" },
        { "nested functions", string.Concat(Enumerable.Repeat("abs(", 64)) + "gap" + new string(')', 64) + ">1" },
        { "open functions", string.Concat(Enumerable.Repeat("abs(", 1_000)) },
        { "arguments", "max(" + string.Join(',', Enumerable.Repeat("gap", 1_000)) + ")>1" },
        { "averages", string.Join(" or ", Enumerable.Range(1, 200).Select(n => $"sma({n})>ema({n})")) },
        { "crossings", string.Join(" or ", Enumerable.Range(1, 120).Select(n => $"gap crosses above sma(gap,{n})")) },
        { "persistence", "gap>1" + string.Concat(Enumerable.Repeat(" within 2", 450)) },
        { "weeks", string.Join(" or ", Enumerable.Range(1, 150).Select(n => $"weekly.close>close[{n}]")) },
        { "symbols", string.Join(" or ", Enumerable.Range(1, 250).Select(n => $"S{n}.close>1")) },
        { "ranks", string.Join(" or ", Enumerable.Range(1, 150).Select(n => $"rank(close[{n}])>1")) },
        { "ranks of ranks", string.Concat(Enumerable.Repeat("rank(", 60)) + "gap[1]" + new string(')', 60) + "[1]>1" },
        { "setups", string.Join(" or ", Enumerable.Range(1, 200).Select(n => $"new_high({n})")) },
        { "comments", "gap>1" + string.Concat(Enumerable.Repeat("//\n", 900)) },
        { "spaces", "gap>1" + new string(' ', 4_000) },
        { "unknown columns", string.Join(" or ", Enumerable.Repeat("dolarvolume2>1", 220)) },
    };

    [Theory]
    [MemberData(nameof(LongestTexts))]
    public void The_longest_texts_are_answered_in_ten_milliseconds(string kind, string text)
    {
        Assert.True(text.Length <= WhereCondition.MaxLength, kind);
        AssertAnswered(text);
    }

    [Fact]
    public void The_longest_conditions_hold_or_not_on_a_small_stack()
    {
        var held = false;
        var thread = new Thread(() => held = LongestTexts.Count(text => Holds((string)text[1])) > 5, maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.True(held);

        static bool Holds(string text)
        {
            try
            {
                WhereCondition.Compile(text).Holds(WhereRows.Full);
                return true;
            }
            catch (ScanRequestException)
            {
                return false;
            }
        }
    }

    private static void CheckCharacters(int[] characters) => AssertAnswered(string.Concat(characters.Select(c => (char)c)));

    /// <summary>
    /// A text compiles and can be evaluated for every row, or is rejected with one line in the usual form; within ten milliseconds.
    /// </summary>
    private static void AssertAnswered(string text)
    {
        var fastest = TimeSpan.MaxValue;
        // Time is a measure of work here: one of several attempts shows how little it is, regardless of other processes.
        for (var attempt = 0; attempt < Attempts && fastest > Longest; attempt++)
        {
            var started = Stopwatch.GetTimestamp();
            var (condition, complaint) = Answer(text);
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed < fastest) fastest = elapsed;
            if (condition is not null) foreach (var row in WhereRows.All) condition.Holds(row);
            else Assert.Matches("^where(, position [0-9]+)?: [^\\p{Cc}]+$", complaint);
        }
        Assert.True(fastest <= Longest, $"{fastest.TotalMilliseconds} ms for {text.Length} characters");
    }

    private static (WhereCondition? Condition, string? Complaint) Answer(string text)
    {
        try
        {
            return (WhereCondition.Compile(text), null);
        }
        catch (ScanRequestException problem)
        {
            return (null, problem.Message);
        }
    }

    private static string Slip(string text, int kind, int at, string word) => kind switch
    {
        0 => text.Insert(at, word),
        1 => at < text.Length ? text.Remove(at, 1) : text,
        2 => at < text.Length ? text.Remove(at, 1).Insert(at, word) : text,
        _ => text[..at],
    };
}
