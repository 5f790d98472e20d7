using Technic.Core.Market;

namespace Technic.Sources.Tiingo;

/// <summary>Tiingo's notation of tickers: <c>BRK-B</c>, preferred shares <c>BAC-P-L</c>.</summary>
internal static class TiingoTicker
{
    /// <summary>The ticker of a symbol in Tiingo's notation.</summary>
    public static string Of(Symbol symbol)
    {
        var text = symbol.Text;
        var preferred = text.IndexOf('p', StringComparison.Ordinal);
        if (preferred <= 0) return text.Replace('.', '-');
        var series = text[(preferred + 1)..];
        return series.Length == 0 ? $"{text[..preferred]}-P" : $"{text[..preferred]}-P-{series}";
    }
}
