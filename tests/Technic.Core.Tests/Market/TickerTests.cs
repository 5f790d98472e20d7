using Technic.Core.Market;

namespace Technic.Core.Tests.Market;

public sealed class TickerTests
{
    [Theory]
    [InlineData("AAPL", "AAPL")]
    [InlineData("aapl", "AAPL")]
    [InlineData(" Aapl ", "AAPL")]
    [InlineData("$AAPL", "AAPL")]
    [InlineData("$aapl", "AAPL")]
    [InlineData("NASDAQ:AAPL", "AAPL")]
    [InlineData("nasdaq:aapl", "AAPL")]
    [InlineData("NYSE: BRK.B", "BRK.B")]
    [InlineData("NYSE Arca:SPY", "SPY")]
    [InlineData("US:AAPL", "AAPL")]
    [InlineData("AAPL:US", "AAPL")]
    [InlineData("AAPL US", "AAPL")]
    [InlineData("AAPL US Equity", "AAPL")]
    [InlineData("AAPL.US", "AAPL")]
    [InlineData("aapl.us", "AAPL")]
    [InlineData("brk-b.us", "BRK.B")]
    [InlineData("BRK.B", "BRK.B")]
    [InlineData("BRK-B", "BRK.B")]
    [InlineData("BRK/B", "BRK.B")]
    [InlineData("BRK B", "BRK.B")]
    [InlineData("BRK_B", "BRK.B")]
    [InlineData("brk.b", "BRK.B")]
    [InlineData("brk/b us", "BRK.B")]
    [InlineData("BACpL", "BACpL")]
    [InlineData("ACPp", "ACPp")]
    [InlineData("HLTw", "HLTw")]
    [InlineData("ABCr", "ABCr")]
    [InlineData("BAC^L", "BACpL")]
    [InlineData("ACP^", "ACPp")]
    [InlineData("BAC$L", "BACpL")]
    [InlineData("BAC-PL", "BACpL")]
    [InlineData("BAC/PL", "BACpL")]
    [InlineData("BAC/PRL", "BACpL")]
    [InlineData("BAC.PRL", "BACpL")]
    [InlineData("BAC.PR.L", "BACpL")]
    [InlineData("BAC PRL", "BACpL")]
    [InlineData("BAC-L", "BACpL")]
    [InlineData("bac-pl", "BACpL")]
    [InlineData("ACAQ+", "ACAQ.WS")]
    [InlineData("ACAQ/WS", "ACAQ.WS")]
    [InlineData("ACAQ-WT", "ACAQ.WS")]
    [InlineData("AAM.WS", "AAM.WS")]
    [InlineData("ACAQ=", "ACAQ.U")]
    [InlineData("ACAQ-UN", "ACAQ.U")]
    [InlineData("ACAQ/U", "ACAQ.U")]
    [InlineData("ACAQ.U", "ACAQ.U")]
    [InlineData("C", "C")]
    [InlineData("T123", "T123")]
    public void A_ticker_is_understood_as_people_write_it(string text, string symbol) => Assert.Equal(symbol, Ticker.Parse(text).Text);

    [Theory]
    [InlineData("../../etc")]
    [InlineData("etc/passwd")]
    [InlineData("A/B/C")]
    [InlineData("/B")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("$")]
    [InlineData("N/A")]
    [InlineData("n/a")]
    [InlineData("-")]
    [InlineData("; DROP TABLE")]
    [InlineData("LSE:VOD")]
    [InlineData("TSX:SHOP")]
    [InlineData("File Creation Time: 0419202106:00")]
    public void What_is_not_a_ticker_of_a_US_exchange_is_refused(string text)
    {
        Assert.False(Ticker.TryParse(text, out _, out var why));
        Assert.EndsWith(".", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbol_in_the_notation_of_the_provider_stays_as_it_is()
    {
        var random = new Random(42);
        string[] endings = ["", ".A", ".B", ".WS", ".U", "p", "pA", "pL", "pAA", "r", "w", "pLw", "rw", ".WS.A"];
        for (var i = 0; i < 5_000; i++)
        {
            var root = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => (char)('A' + random.Next(26))));
            var text = root + endings[random.Next(endings.Length)];
            Assert.Equal(text, Ticker.Parse(text).Text);
        }
    }

    [Fact]
    public void What_was_understood_is_understood_again()
    {
        foreach (var text in new[] { "BRK-B", "BAC-PL", "ACAQ+", "ACAQ=", "abc-d", "NYSE:BF/B", "x.y", "zz-w", "q-r" })
        {
            var symbol = Ticker.Parse(text);
            Assert.Equal(symbol, Ticker.Parse(symbol.Text));
        }
    }

    [Theory]
    [InlineData("AAPLE", " (did you mean 'AAPL'?)")]
    [InlineData("BRKB", " (did you mean 'BRK.B'?)")]
    [InlineData("BACPL", " (did you mean 'BACpL'?)")]
    [InlineData("ZZZZZ", "")]
    public void A_symbol_that_matches_nothing_gets_a_suggestion(string typed, string suggestion) =>
        Assert.Equal(suggestion, Ticker.DidYouMean(Symbol.Parse(typed), new[] { "AAPL", "BRK.B", "BACpL", "MSFT" }.Select(Symbol.Parse)));
}
