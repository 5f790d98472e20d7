using Technic.Core.Market;

namespace Technic.Sources.Alpaca;

/// <summary>Alpaca's notation of tickers: <c>BRK.B</c>, preferred shares <c>BAC.PRL</c>.</summary>
internal static class AlpacaTicker
{
    /// <summary>The ticker of a symbol in Alpaca's notation.</summary>
    public static string Of(Symbol symbol)
    {
        var text = symbol.Text;
        var preferred = text.IndexOf('p', StringComparison.Ordinal);
        return preferred > 0 ? $"{text[..preferred]}.PR{text[(preferred + 1)..]}" : text;
    }
}
