namespace Technic.Core.Studies;

/// <summary>What followed the signals over one horizon. Returns are fractions; a value is NaN if there is none.</summary>
public sealed record HorizonResult
{
    /// <summary>The horizon: sessions after the day of the signal.</summary>
    public required int Sessions { get; init; }

    /// <summary>The signals that were bought and whose horizon the data have.</summary>
    public required int Signals { get; init; }

    /// <summary>The days of these signals.</summary>
    public required int Days { get; init; }

    /// <summary>The mean return.</summary>
    public required double Mean { get; init; }

    /// <summary>The mean return after the costs of a purchase and a sale.</summary>
    public required double MeanAfterCosts { get; init; }

    /// <summary>The mean return after the costs and half the spread of each symbol, twice; NaN if the spread is not a cost.</summary>
    public required double MeanAfterSpread { get; init; }

    /// <summary>The median return; the mean of both middle ones for an even number.</summary>
    public required double Median { get; init; }

    /// <summary>The share of returns above 0.</summary>
    public required double Positive { get; init; }

    /// <summary>The mean return in excess of the universe.</summary>
    public required double ExcessMean { get; init; }

    /// <summary>The share of returns above that of the universe.</summary>
    public required double ExcessPositive { get; init; }

    /// <summary>The standard error of <see cref="ExcessMean"/> (<see cref="ClusteredMean"/>).</summary>
    public required double StandardError { get; init; }

    /// <summary>The 95 % confidence interval of <see cref="ExcessMean"/>.</summary>
    public required (double Low, double High) Interval { get; init; }

    /// <summary>The mean return in excess of SPY, of the signals with one; NaN if SPY is not in the data.</summary>
    public required double SpyExcessMean { get; init; }

    /// <summary>The 95 % confidence interval of <see cref="SpyExcessMean"/>.</summary>
    public required (double Low, double High) SpyInterval { get; init; }

    /// <summary>The mean of the lowest lows on the way, relative to the price paid.</summary>
    public required double Adverse { get; init; }

    /// <summary>The mean of the highest highs on the way, relative to the price paid.</summary>
    public required double Favorable { get; init; }

    /// <summary>The best return.</summary>
    public required double Best { get; init; }

    /// <summary>The worst return.</summary>
    public required double Worst { get; init; }

    /// <summary>The sum of the positive returns divided by that of the negative ones, without sign.</summary>
    public required double ProfitFactor { get; init; }

    /// <summary>The signals whose symbol stopped trading on the way.</summary>
    public required int Stopped { get; init; }
}
