using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>An invalid condition gives one sentence with the position and the reason.</summary>
public sealed class WhereComplaintTests
{
    private static string Complaint(string text) => Assert.Throws<ScanRequestException>(() => WhereCondition.Compile(text)).Message;

    [Theory]
    [InlineData("close >", "where, position 8: expected a column, a number, a text in quotes or '(' at the end of the condition.")]
    [InlineData("close > )", "where, position 9: expected a column, a number, a text in quotes or '(', not ')'.")]
    [InlineData("> 5", "where, position 1: expected a column, a number, a text in quotes or '(', not '>'.")]
    [InlineData("close > +5", "where, position 9: expected a column, a number, a text in quotes or '(', not '+'.")]
    [InlineData("close > and", "where, position 9: expected a column, a number, a text in quotes or '(', not 'and'.")]
    [InlineData("close > 5)", "where, position 10: ')' without '('.")]
    [InlineData("(close > 5", "where, position 11: expected an operator, 'and', 'or' or ')' at the end of the condition.")]
    [InlineData(
        "close > 5 nad gap > 1", "where, position 11: expected an operator, 'and', 'or' or the end, not 'nad' (did you mean 'and'?).")]
    [InlineData("close 5", "where, position 7: expected an operator, 'and', 'or' or the end, not '5'.")]
    [InlineData(
        "30 < rsi14 < 70", "where, position 12: a comparison cannot be compared again; combine two with 'and', e.g. rsi14 > 30 and")]
    [InlineData("close between 1 or 2", "where, position 17: expected 'and' with the upper bound, not 'or'.")]
    [InlineData("close in 5", "where, position 10: expected '(', not '5'.")]
    [InlineData("close in ()", "where, position 11: expected a column, a number, a text in quotes or '(', not ')'.")]
    [InlineData("close in (1 2)", "where, position 13: expected ',' or ')', not '2'.")]
    [InlineData("close not > 5", "where, position 11: expected 'between' or 'in', not '>'.")]
    [InlineData("close > 5;", "where, position 10: expected an operator, 'and', 'or' or the end, not ';'.")]
    public void A_word_out_of_place_is_named_with_what_should_stand_there(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("close => 5", "where, position 7: Unknown operator '=>' (did you mean '>='?): expected =, !=, <, <=, > or >=.")]
    [InlineData("close =< 5", "where, position 7: Unknown operator '=<' (did you mean '<='?)")]
    [InlineData("!stale", "where, position 1: Unknown operator '!' (did you mean 'not'?)")]
    [InlineData("close > 5 && gap > 1", "where, position 11: unexpected character '&' (did you mean 'and'?).")]
    [InlineData("close > 5 || gap > 1", "where, position 11: unexpected character '|' (did you mean 'or'?).")]
    [InlineData("roc5 > 2%", "where, position 9: unexpected character '%': columns in percent contain percent, so write 2 % as 2.")]
    [InlineData("symbol = ‘AAPL’", "where, position 10: unexpected character '‘': enclose a text in ' or \".")]
    [InlineData("close in [1]", "where, position 10: expected '(', not '[': use parentheses ( and ).")]
    public void A_habit_from_another_language_is_answered_with_the_word_of_this_one(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("close > 5M", "where, position 9: invalid number '5M': expected e.g. 1500, 1_500, 0.5 or 1.5e3.")]
    [InlineData("close > 1__0", "where, position 9: invalid number '1__0'")]
    [InlineData("close > 1_", "where, position 9: invalid number '1_'")]
    [InlineData("close > 1._5", "where, position 9: invalid number '1._5'")]
    [InlineData("close > 1.2.3", "where, position 9: invalid number '1.2.3'")]
    [InlineData("close > 0x10", "where, position 9: invalid number '0x10'")]
    [InlineData("close > 1e", "where, position 9: invalid number '1e'")]
    [InlineData("close > 1e999", "where, position 9: the number '1e999' is too large.")]
    [InlineData("close > .", "where, position 9: unexpected character '.'.")]
    [InlineData("symbol = 'AAPL", "where, position 10: the text that begins here has no closing '.")]
    [InlineData("symbol = \"AAPL'", "where, position 10: the text that begins here has no closing \".")]
    [InlineData("symbol = 'AAPL''", "where, position 10: the text that begins here has no closing '.")]
    public void A_number_or_text_that_is_none_is_quoted(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "gap > 5 and rsi41 < 30", "where, position 13: Unknown column 'rsi41' (did you mean 'rsi14'?). The columns are: rank, symbol,")]
    [InlineData("dolar_volume20 > 5", "where, position 1: Unknown column 'dolar_volume20' (did you mean 'dollarVolume20'?).")]
    [InlineData("symbol = AAPL", "where, position 10: Unknown column 'AAPL'; put a text in quotes.")]
    [InlineData("sector in (Energy)", "where, position 12: Unknown column 'Energy'; put a text in quotes.")]
    [InlineData("signal = Long", "where, position 10: Unknown column 'Long'; put a text in quotes.")]
    [InlineData("rank < 10", "where, position 1: 'rank' is the rank among the remaining rows, so a condition cannot use it.")]
    public void A_column_that_cannot_be_used_is_named_with_the_one_that_was_meant(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "sector = 'Enregy'", "where, position 10: Unknown sector 'Enregy' (did you mean 'Energy'?): expected one of Energy, Materials,")]
    [InlineData("sector in ('Tech', 'Foo')", "where, position 20: Unknown sector 'Foo'")]
    [InlineData("'Foo' != sector", "where, position 1: Unknown sector 'Foo'")]
    [InlineData("signal = 'Buy'", "where, position 10: Unknown signal 'Buy': expected StrongLong, Long, Neutral, Short or StrongShort.")]
    [InlineData("signal in ('Lnog')", "where, position 12: Unknown signal 'Lnog' (did you mean 'Long'?)")]
    public void A_sector_or_signal_that_does_not_exist_is_answered_with_the_list(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("close", "where, position 1: the number 'close' is not a condition; compare it, e.g. close > 50.")]
    [InlineData("5", "where, position 1: a number is not a condition; compare it, e.g. rsi14 > 50.")]
    [InlineData("'x'", "where, position 1: a text is not a condition; compare it, e.g. symbol = '…'.")]
    [InlineData("sector", "where, position 1: the column 'sector' is not a condition; compare it, e.g. sector = 'Energy'.")]
    [InlineData("gap > 1 and not close", "where, position 17: the number 'close' is not a condition")]
    [InlineData("close = 'x'", "where, position 7: the number 'close' cannot be compared with a text.")]
    [InlineData("symbol > 5", "where, position 8: the text 'symbol' cannot be compared with a number.")]
    [InlineData("sector = 5", "where, position 8: the column 'sector' cannot be compared with a number.")]
    [InlineData("sector = industry", "where, position 8: the column 'sector' cannot be compared with the text 'industry'.")]
    [InlineData("sector = signal", "where, position 8: the column 'sector' cannot be compared with the column 'signal'.")]
    [InlineData("sector < 'Energy'", "where, position 8: sectors have no order: use =, != or in (…).")]
    [InlineData("sector between 'Energy' and 'Materials'", "where, position 8: sectors have no order")]
    [InlineData("close in (1, 'x')", "where, position 7: the number 'close' cannot be compared with a text.")]
    [InlineData("(gap > 1) = (gap > 1)", "where, position 11: a condition cannot be compared; join conditions with 'and', 'or' and 'not'.")]
    [InlineData("(close > 1) > 1", "where, position 13: a condition cannot be compared")]
    [InlineData("symbol + 1 > 2", "where, position 1: the text 'symbol' is not a number: arithmetic requires numbers.")]
    [InlineData("-(close > 1) > 2", "where, position 9: a condition is not a number")]
    [InlineData("-'x' > 2", "where, position 2: a text is not a number")]
    public void Types_that_do_not_fit_are_named(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public void Nothing_is_no_condition(string text) =>
        Assert.StartsWith("where: the condition is empty", Complaint(text), StringComparison.Ordinal);

    [Fact]
    public void A_condition_may_have_4096_characters()
    {
        WhereCondition.Compile("close > 1".PadRight(WhereCondition.MaxLength));

        Assert.Equal(
            "where: 4,097 characters exceed the maximum of 4,096.",
            Complaint("close > 1".PadRight(WhereCondition.MaxLength + 1)));
    }

    [Fact]
    public void Sixty_four_parentheses_may_stand_inside_each_other()
    {
        static string Deep(int depth) => new string('(', depth) + "close > 1" + new string(')', depth);
        WhereCondition.Compile($"{Deep(WhereCondition.MaxDepth)} and {Deep(WhereCondition.MaxDepth)}");

        Assert.Equal("where, position 65: more than 64 nested parentheses.", Complaint(Deep(WhereCondition.MaxDepth + 1)));
    }

    [Fact]
    public void What_comes_from_outside_is_shown_short_and_without_control_characters()
    {
        Assert.DoesNotContain('\u001b', Complaint("close > \u001b[2J"));
        Assert.DoesNotContain('\u001b', Complaint("sector = '\u001b[2J'"));
        Assert.True(Complaint(new string('x', 4_000) + " > 1").Length < 1_500);
    }
}
