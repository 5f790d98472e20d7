using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Core.Rating;

/// <summary>
/// All inputs of a score, each a number without a currency; NaN for a missing value. Averages and the MACD are compared in percent, so that
/// rules have the same meaning at any price and rounding is distinguishable from a difference.
/// </summary>
internal readonly record struct ScoreInputs
{
    /// <summary>SMA 20 relative to SMA 50, in percent of the latter.</summary>
    public required double Sma20AgainstSma50 { get; init; }

    /// <summary>SMA 50 relative to SMA 200, in percent of the latter.</summary>
    public required double Sma50AgainstSma200 { get; init; }

    /// <summary>Close relative to SMA 50, in percent of the latter.</summary>
    public required double CloseAgainstSma50 { get; init; }

    public required double Rsi { get; init; }

    /// <summary>MACD histogram in percent of the close.</summary>
    public required double MacdHistogram { get; init; }

    public required double VolumeRatio { get; init; }

    /// <summary>1-bar return in percent.</summary>
    public required double DayReturn { get; init; }

    /// <summary>5-bar return in percent.</summary>
    public required double WeekReturn { get; init; }

    public required double FromHigh20 { get; init; }
    public required double FromLow20 { get; init; }
    public required double FromHigh55 { get; init; }
    public required double FromLow55 { get; init; }
    public required double AtrPercent { get; init; }

    /// <summary>Five-minute bars of one session.</summary>
    private const double BarsPerSession = 78;

    /// <summary>The inputs of a bar.</summary>
    /// <param name="values">The bar's indicators.</param>
    /// <param name="close">Its close.</param>
    /// <param name="time">
    /// Its start. The rules' limits are those of daily bars; the moves of five-minute bars are scaled to a session by the square root of
    /// time, so that a rule has the same meaning.
    /// </param>
    public static ScoreInputs Of(in IndicatorValues values, double close, BarTime time)
    {
        var scale = time.IsMidnight ? 1 : Math.Sqrt(BarsPerSession);
        var sma50 = values.Raw(Indicator.Sma50);
        return new ScoreInputs
        {
            Sma20AgainstSma50 = RateOfChange.Percent(sma50, values.Raw(Indicator.Sma20)),
            Sma50AgainstSma200 = RateOfChange.Percent(values.Raw(Indicator.Sma200), sma50),
            CloseAgainstSma50 = RateOfChange.Percent(sma50, close),
            Rsi = values.Raw(Indicator.Rsi14),
            MacdHistogram = close == 0 ? double.NaN : 100 * values.Raw(Indicator.MacdHistogram) / close,
            VolumeRatio = values.Raw(Indicator.VolumeRatio),
            DayReturn = values.Raw(Indicator.Roc1),
            WeekReturn = scale * values.Raw(Indicator.Roc5),
            FromHigh20 = scale * values.Raw(Indicator.FromHigh20),
            FromLow20 = scale * values.Raw(Indicator.FromLow20),
            FromHigh55 = scale * values.Raw(Indicator.FromHigh55),
            FromLow55 = scale * values.Raw(Indicator.FromLow55),
            AtrPercent = scale * values.Raw(Indicator.AtrPercent),
        };
    }

    /// <summary>The inputs of the mirrored market: changes negated, highs and lows exchanged; volume and range unchanged.</summary>
    public ScoreInputs Mirrored() => new()
    {
        Sma20AgainstSma50 = -Sma20AgainstSma50,
        Sma50AgainstSma200 = -Sma50AgainstSma200,
        CloseAgainstSma50 = -CloseAgainstSma50,
        Rsi = 100 - Rsi,
        MacdHistogram = -MacdHistogram,
        VolumeRatio = VolumeRatio,
        DayReturn = -DayReturn,
        WeekReturn = -WeekReturn,
        FromHigh20 = -FromLow20,
        FromLow20 = -FromHigh20,
        FromHigh55 = -FromLow55,
        FromLow55 = -FromHigh55,
        AtrPercent = AtrPercent,
    };
}
