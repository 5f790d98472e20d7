using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>What is not a condition is answered with one sentence that says where and why.</summary>
public sealed class WhereComplaintTests
{
    private static string Complaint(string text) => Assert.Throws<ScanRequestException>(() => WhereCondition.Compile(text)).Message;

    [Theory]
    [InlineData("close >", "where, position 8: the condition ends here, where a column, a number, a text in quotes or '(' should stand.")]
    [InlineData("close > )", "where, position 9: ')' is unexpected, where a column, a number, a text in quotes or '(' should stand.")]
    [InlineData("> 5", "where, position 1: '>' is unexpected, where a column, a number, a text in quotes or '(' should stand.")]
    [InlineData("close > +5", "where, position 9: '+' is unexpected, where a column, a number, a text in quotes or '(' should stand.")]
    [InlineData("close > and", "where, position 9: 'and' is unexpected")]
    [InlineData("close > 5)", "where, position 10: this ')' closes nothing.")]
    [InlineData("(close > 5", "where, position 11: the condition ends here, where an operator, 'and', 'or' or ')' should stand.")]
    [InlineData("close > 5 nad gap > 1", "where, position 11: 'nad' is unexpected (did you mean 'and'?), where an operator, 'and', 'or' or the")]
    [InlineData("close 5", "where, position 7: '5' is unexpected, where an operator, 'and', 'or' or the end should stand.")]
    [InlineData("30 < rsi14 < 70", "where, position 12: a comparison cannot be compared again; join two with 'and', e.g. rsi14 > 30 and")]
    [InlineData("close between 1 or 2", "where, position 17: 'or' is unexpected, where 'and' with the upper bound should stand.")]
    [InlineData("close in 5", "where, position 10: '5' is unexpected, where '(' should stand.")]
    [InlineData("close in ()", "where, position 11: ')' is unexpected, where a column")]
    [InlineData("close in (1 2)", "where, position 13: '2' is unexpected, where ',' or ')' should stand.")]
    [InlineData("close not > 5", "where, position 11: '>' is unexpected, where 'between' or 'in' should stand.")]
    [InlineData("close > 5;", "where, position 10: ';' is unexpected.")]
    public void A_word_out_of_place_is_named_with_what_should_stand_there(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("close => 5", "where, position 7: Unknown operator '=>' (did you mean '>='?): expected one of =, !=, <, <=, > and >=.")]
    [InlineData("close =< 5", "where, position 7: Unknown operator '=<' (did you mean '<='?)")]
    [InlineData("!stale", "where, position 1: Unknown operator '!' (did you mean 'not'?)")]
    [InlineData("close > 5 && gap > 1", "where, position 11: '&' is unexpected (did you mean 'and'?).")]
    [InlineData("close > 5 || gap > 1", "where, position 11: '|' is unexpected (did you mean 'or'?).")]
    [InlineData("roc5 > 2%", "where, position 9: '%' is unexpected: columns in percent hold percent, so 2 % is written 2.")]
    [InlineData("symbol = ‘AAPL’", "where, position 10: '‘' is unexpected: a text stands in ' or \".")]
    [InlineData("close in [1]", "where, position 10: '[' is unexpected: parentheses are ( and ).")]
    public void A_habit_from_another_language_is_answered_with_the_word_of_this_one(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("close > 5M", "where, position 9: '5M' is not a number; 1500, 1_500, 0.5 and 1.5e3 are.")]
    [InlineData("close > 1__0", "where, position 9: '1__0' is not a number")]
    [InlineData("close > 1_", "where, position 9: '1_' is not a number")]
    [InlineData("close > 1._5", "where, position 9: '1._5' is not a number")]
    [InlineData("close > 1.2.3", "where, position 9: '1.2.3' is not a number")]
    [InlineData("close > 0x10", "where, position 9: '0x10' is not a number")]
    [InlineData("close > 1e", "where, position 9: '1e' is not a number")]
    [InlineData("close > 1e999", "where, position 9: '1e999' is too large a number.")]
    [InlineData("close > .", "where, position 9: '.' is unexpected.")]
    [InlineData("symbol = 'AAPL", "where, position 10: the text that begins here has no closing '.")]
    [InlineData("symbol = \"AAPL'", "where, position 10: the text that begins here has no closing \".")]
    [InlineData("symbol = 'AAPL''", "where, position 10: the text that begins here has no closing '.")]
    public void A_number_or_text_that_is_none_is_quoted(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("gap > 5 and rsi41 < 30", "where, position 13: Unknown column 'rsi41' (did you mean 'rsi14'?). The columns are: rank, symbol,")]
    [InlineData("dolar_volume20 > 5", "where, position 1: Unknown column 'dolar_volume20' (did you mean 'dollarVolume20'?).")]
    [InlineData("symbol = AAPL", "where, position 10: Unknown column 'AAPL'; put a text in quotes.")]
    [InlineData("sector in (Energy)", "where, position 12: Unknown column 'Energy'; put a text in quotes.")]
    [InlineData("signal = Long", "where, position 10: Unknown column 'Long'; put a text in quotes.")]
    [InlineData("rank < 10", "where, position 1: 'rank' is the place among the rows that are left, so it cannot decide which are.")]
    public void A_column_that_cannot_be_used_is_named_with_the_one_that_was_meant(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("sector = 'Enregy'", "where, position 10: Unknown sector 'Enregy' (did you mean 'Energy'?): expected one of Energy, Materials,")]
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
    [InlineData("sector < 'Energy'", "where, position 8: sectors have no order; =, != and in (…) compare them.")]
    [InlineData("sector between 'Energy' and 'Materials'", "where, position 8: sectors have no order")]
    [InlineData("close in (1, 'x')", "where, position 7: the number 'close' cannot be compared with a text.")]
    [InlineData("(gap > 1) = (gap > 1)", "where, position 11: a condition cannot be compared; join conditions with 'and', 'or' and 'not'.")]
    [InlineData("(close > 1) > 1", "where, position 13: a condition cannot be compared")]
    [InlineData("symbol + 1 > 2", "where, position 1: the text 'symbol' is not a number, and only numbers can be calculated with.")]
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
            "where: 4,097 characters are too many, at most 4,096 are possible.", Complaint("close > 1".PadRight(WhereCondition.MaxLength + 1)));
    }

    [Fact]
    public void Sixty_four_parentheses_may_stand_inside_each_other()
    {
        static string Deep(int depth) => new string('(', depth) + "close > 1" + new string(')', depth);
        WhereCondition.Compile($"{Deep(WhereCondition.MaxDepth)} and {Deep(WhereCondition.MaxDepth)}");

        Assert.Equal("where, position 65: more than 64 parentheses stand inside each other.", Complaint(Deep(WhereCondition.MaxDepth + 1)));
    }

    [Fact]
    public void What_comes_from_outside_is_shown_short_and_without_control_characters()
    {
        Assert.DoesNotContain('\u001b', Complaint("close > \u001b[2J"));
        Assert.DoesNotContain('\u001b', Complaint("sector = '\u001b[2J'"));
        Assert.True(Complaint(new string('x', 4_000) + " > 1").Length < 1_500);
    }
}
