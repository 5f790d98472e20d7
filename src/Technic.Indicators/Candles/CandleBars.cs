namespace Technic.Indicators.Candles;

/// <summary>
/// The bars that patterns are looked for in. "Long", "short", "near" and so on compare with the average of the bars before, with TA-Lib's
/// usual settings. An average is summed anew from its own bars, so that no pattern depends on where the history begins.
/// </summary>
internal readonly ref struct CandleBars(in Bars bars)
{
    /// <summary>The longest average of a comparison, in bars.</summary>
    public const int LongestAverage = 10;

    private const int ShortAverage = 5;

    public ReadOnlySpan<double> Open { get; } = bars.Open;
    public ReadOnlySpan<double> High { get; } = bars.High;
    public ReadOnlySpan<double> Low { get; } = bars.Low;
    public ReadOnlySpan<double> Close { get; } = bars.Close;

    /// <summary>1 for a white body, whose close is at least the open; −1 for a black one.</summary>
    public int Color(int bar) => Close[bar] >= Open[bar] ? 1 : -1;

    public bool IsWhite(int bar) => Close[bar] >= Open[bar];
    public bool IsBlack(int bar) => !IsWhite(bar);

    /// <summary>The upper end of the real body.</summary>
    public double Top(int bar) => Math.Max(Open[bar], Close[bar]);

    /// <summary>The lower end of the real body.</summary>
    public double Bottom(int bar) => Math.Min(Open[bar], Close[bar]);

    public double Body(int bar) => Math.Abs(Close[bar] - Open[bar]);
    public double Range(int bar) => High[bar] - Low[bar];
    public double UpperShadow(int bar) => High[bar] - Top(bar);
    public double LowerShadow(int bar) => Bottom(bar) - Low[bar];

    /// <summary>Whether the body of a bar is above that of another, without touching it.</summary>
    public bool IsBodyAbove(int bar, int other) => Bottom(bar) > Top(other);

    /// <summary>Whether the body of a bar is below that of another, without touching it.</summary>
    public bool IsBodyBelow(int bar, int other) => Top(bar) < Bottom(other);

    /// <summary>Whether a whole bar is above another, shadows included.</summary>
    public bool IsAbove(int bar, int other) => Low[bar] > High[other];

    /// <summary>Whether a whole bar is below another, shadows included.</summary>
    public bool IsBelow(int bar, int other) => High[bar] < Low[other];

    /// <summary>Whether the body of a bar lies inside that of another.</summary>
    public bool IsBodyInside(int bar, int other) => Top(bar) < Top(other) && Bottom(bar) > Bottom(other);

    public bool IsLong(int bar) => Body(bar) > AverageBody(bar);

    /// <summary>The body below which a body is short, and above which it is long.</summary>
    public double AverageBody(int bar)
    {
        var sum = 0.0;
        for (var i = bar - LongestAverage; i < bar; i++) sum += Body(i);
        return sum / LongestAverage;
    }

    public bool IsDoji(int bar) => Body(bar) <= DojiBody(bar);

    /// <summary>The largest body of a doji.</summary>
    public double DojiBody(int bar) => 0.1 * AverageRange(bar, LongestAverage);

    /// <summary>The shadow below which a shadow is very short.</summary>
    public double VeryShortShadow(int bar) => 0.1 * AverageRange(bar, LongestAverage);

    /// <summary>Half of the average of both shadows: below it a shadow is short.</summary>
    public double ShortShadow(int bar)
    {
        var sum = 0.0;
        for (var i = bar - LongestAverage; i < bar; i++) sum += UpperShadow(i) + LowerShadow(i);
        return sum / LongestAverage / 2;
    }

    public bool HasVeryShortUpperShadow(int bar) => UpperShadow(bar) < VeryShortShadow(bar);
    public bool HasVeryShortLowerShadow(int bar) => LowerShadow(bar) < VeryShortShadow(bar);

    /// <summary>A distance that counts as near.</summary>
    public double Near(int bar) => 0.2 * AverageRange(bar, ShortAverage);

    /// <summary>A distance that counts as far.</summary>
    public double Far(int bar) => 0.6 * AverageRange(bar, ShortAverage);

    /// <summary>A distance that counts as none.</summary>
    public double Equal(int bar) => 0.05 * AverageRange(bar, ShortAverage);

    /// <summary>Whether two prices are equal by the average before a bar.</summary>
    public bool AreEqual(double price, double other, int bar)
    {
        var distance = Equal(bar);
        return price <= other + distance && price >= other - distance;
    }

    private double AverageRange(int bar, int period)
    {
        var sum = 0.0;
        for (var i = bar - period; i < bar; i++) sum += Range(i);
        return sum / period;
    }
}
