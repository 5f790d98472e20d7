using Technic.Core.Formulas;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>What is written wrongly, or in the language of another tool, is answered in the words of this one.</summary>
public sealed class FormulaComplaintTests
{
    private static string Complaint(string text) => Assert.Throws<FormulaException>(() => FormulaSeries.Compile(
        [new FormulaText("formula", text)], ScanColumns.Vocabulary)).Sentence;

    [Theory]
    [InlineData("SMA(C,20)", "formula, position 5: Unknown column 'C' (did you mean 'close'?).")]
    [InlineData("ta.sma(close, 14)", "formula, position 1: functions have no 'ta.' in front: write sma(…).")]
    [InlineData("math.abs(close)", "formula, position 1: functions have no 'math.' in front: write abs(…).")]
    [InlineData("ta.crossover(close, sma(20))", "formula, position 1: functions have no 'ta.' in front: write a crosses above b.")]
    [InlineData("SimpleMovingAvg(close, 20) > 1", "formula, position 1: Unknown function 'SimpleMovingAvg' (did you mean 'sma'?).")]
    [InlineData("crossover(close, sma(20))", "formula, position 1: Unknown function 'crossover' (did you mean 'a crosses above b'?).")]
    [InlineData("close x above sma(20)",
        "formula, position 7: expected an operator, 'and', 'or' or the end, not 'x' (did you mean 'crosses'?).")]
    [InlineData("close above sma(20)",
        "formula, position 7: expected an operator, 'and', 'or' or the end, not 'above' (did you mean '>'?).")]
    [InlineData("close ? 1 : 0", "formula, position 7: unexpected character '?': write if(condition, a, b).")]
    [InlineData("close ^ 2", "formula, position 7: unexpected character '^': write a power as exp(y * log(x)), a square as x * x.")]
    [InlineData("def x = close", "formula, position 5: expected an operator, 'and', 'or' or the end, not 'x'")]
    [InlineData("hhv(high, 20)", "formula, position 1: Unknown function 'hhv' (did you mean 'highest'?).")]
    [InlineData("barssince(close > open) + iff(1, 2, 3)", "formula, position 27: Unknown function 'iff' (did you mean 'if'?).")]
    public void A_spelling_of_another_tool_gets_a_hint(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("smaa(20)", "formula, position 1: Unknown function 'smaa' (did you mean 'sma'?); 'technic formulas' lists the functions.")]
    [InlineData("close(20)", "formula, position 1: 'close' is not a function; remove the parentheses.")]
    [InlineData("sma(20, 30, 40)", "formula, position 1: too many arguments: write sma(x, 20).")]
    [InlineData("sma(0)", "formula, position 5: n of sma must be between 1 and 5000, not 0.")]
    [InlineData("sma(2.5)", "formula, position 5: n of sma must be a whole number, not 2.5.")]
    [InlineData("sma(close, open)", "formula, position 12: n of sma must be a whole number that is written out: write sma(x, 20).")]
    [InlineData("sma(close > open, 5)",
        "formula, position 11: sma requires a number, not a condition; write if(condition, 1, 0), or count")]
    [InlineData("sma(close, length: 5)", "formula, position 20: sma has no parameter 'length': write sma(x, 20).")]
    [InlineData("close[-1]", "formula, position 7: the number of bars ago must be 0 or more: a formula cannot look into the future.")]
    [InlineData("close[1.5]", "formula, position 7: the number of bars ago must be a whole number from 0 to 5,000, not 1.5.")]
    [InlineData("close[open]", "formula, position 7: the number of bars ago must be a whole number that is written out, e.g. 5.")]
    [InlineData("close[5001]", "formula, position 7: the number of bars ago must be a whole number from 0 to 5,000, not 5001.")]
    [InlineData("close > 1 within 0", "formula, position 18: the number of bars behind 'within' must be a whole number from 1 to 5,000")]
    [InlineData("streak(close)", "formula, position 8: the number 'close' is not a condition; compare it, e.g. close > 50.")]
    [InlineData("count(close > 1)", "formula, position 1: count requires more arguments: write count(condition, n).")]
    [InlineData("abs(1, 2)", "formula, position 8: too many arguments: write abs(x).")]
    [InlineData("weekli.close",
        "formula, position 1: Unknown name 'weekli' before '.' (did you mean 'weekly'?); symbols are written in capitals")]
    [InlineData("weekly", "formula, position 1: 'weekly' needs a price or a function behind it, e.g. weekly.close.")]
    [InlineData("weekly.monthly.close", "formula, position 8: a timeframe cannot be inside another.")]
    [InlineData("SPY.QQQ.close", "formula, position 5: a symbol cannot be inside another.")]
    [InlineData("symbol(BRK).close", "formula, position 1: symbol requires a ticker in quotes, e.g. symbol('BRK.B').close.")]
    [InlineData("let weekly = 1; weekly", "formula, position 5: 'weekly' is a timeframe, so it cannot be defined.")]
    [InlineData("let a = 1; let a = 2; a", "formula, position 16: 'a' is defined twice.")]
    [InlineData("let and = 1; 2", "formula, position 5: expected a name, not 'and'.")]
    [InlineData("let a = b; let b = 1; a", "formula, position 9: Unknown column 'b'")]
    [InlineData("let a = 1 a", "formula, position 11: expected an operator or ';', not 'a'.")]
    [InlineData("rating > 5", "formula, position 1: 'rating' is a column of a scan; it has no history.")]
    [InlineData("rank(close)", "formula, position 1: rank compares the symbols of a scan; here is only one symbol.")]
    [InlineData("market.close", "formula, position 1: an index is that of the symbols of a scan; here is only one symbol.")]
    [InlineData("close.upper", "formula, position 7: only timeframes, symbols, and functions with several values have a '.'.")]
    [InlineData("sma(20).upper", "formula, position 9: sma has one value only; remove the '.'.")]
    public void A_mistake_is_named_with_its_position_and_the_way_to_write_it(string text, string complaint) =>
        Assert.StartsWith(complaint, Complaint(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("count(rating > 5, 3) > 1", "where, position 14: 'rating' has no history, so it has no earlier values.")]
    [InlineData("rating[1] > 5", "where, position 1: 'rating' has no history, so it has no earlier values.")]
    [InlineData("sma(marketCap, 5) > 5", "where, position 5: 'marketCap' has no history, so it has no earlier values.")]
    [InlineData("weekly.rating > 5", "where, position 8: 'rating' has no history, so it has no value in another timeframe or for another")]
    [InlineData("rank(close, by: close) > 5", "where, position 17: the groups behind 'by:' must be sector, industry, exchange or type.")]
    [InlineData("rank(close, per: sector) > 5", "where, position 18: rank has no 'per:': write rank(x, by: sector).")]
    [InlineData("weekly.rank(close) > 5",
        "where, position 8: rank cannot be inside a timeframe or a symbol; write e.g. rank(weekly.roc(13)).")]
    public void A_column_without_history_has_no_earlier_values(string text, string complaint) => Assert.StartsWith(
        complaint, Assert.Throws<ScanRequestException>(() => WhereCondition.Compile(text)).Message, StringComparison.Ordinal);
}
