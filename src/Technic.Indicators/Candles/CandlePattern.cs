namespace Technic.Indicators.Candles;

/// <summary>Recognizes a pattern whose last bar is <paramref name="i"/>: 100 if it is bullish, −100 if it is bearish, else 0.</summary>
internal delegate int CandleMatch(in CandleBars c, int i);

/// <summary>A candlestick pattern.</summary>
/// <param name="Name">TA-Lib's name in lower case without CDL.</param>
/// <param name="Title">Its name in English.</param>
/// <param name="Lookback">The number of bars before the first that can complete it, those of averages included.</param>
/// <param name="Match">Recognizes it.</param>
internal sealed record CandlePattern(string Name, string Title, int Lookback, CandleMatch Match);
