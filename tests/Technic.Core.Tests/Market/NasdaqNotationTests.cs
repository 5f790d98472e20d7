using Technic.Core.Market;

namespace Technic.Core.Tests.Market;

public sealed class NasdaqNotationTests
{
    [Theory]
    [InlineData("BRK/B", "BRK.B")]
    [InlineData("ABR^D", "ABRpD")]
    [InlineData("ACP^", "ACPp")]
    [InlineData("XYZ/WS", "XYZ.WS")]
    public void Share_classes_and_preferred_shares_are_translated(string nasdaq, string provider) => Assert.Equal(provider, NasdaqNotation.Translate(nasdaq));

    [Theory]
    [InlineData("AAPL")]
    [InlineData("BRK.B")]
    [InlineData("BACpL")]
    [InlineData("../../etc")]
    [InlineData("etc/passwd")]
    [InlineData("A/B/C")]
    [InlineData("BRK/B\n")]
    [InlineData("/B")]
    [InlineData("")]
    public void Everything_else_stays_as_it_is(string text) => Assert.Equal(text, NasdaqNotation.Translate(text));
}
