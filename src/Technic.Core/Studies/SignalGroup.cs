namespace Technic.Core.Studies;

/// <summary>What followed a signal over one horizon.</summary>
/// <param name="Day">The index of the day of the signal.</param>
/// <param name="Value">The return.</param>
/// <param name="Adverse">The lowest low on the way, relative to the price paid.</param>
/// <param name="Favorable">The highest high on the way, relative to the price paid.</param>
/// <param name="AfterSpread">The return after costs and spread.</param>
/// <param name="IsStopped">Whether the symbol stopped trading on the way.</param>
/// <param name="Universe">The mean return of the universe.</param>
internal readonly record struct SignalOutcome(
    int Day, double Value, double Adverse, double Favorable, double AfterSpread, bool IsStopped, double Universe);

/// <summary>Adds up what followed some signals over one horizon.</summary>
/// <param name="from">The first day that a signal could have.</param>
/// <param name="length">The number of days that a signal with a full horizon could have.</param>
/// <param name="number">The number of signals with a full horizon.</param>
internal sealed class SignalGroup(int from, int length, int number)
{
    private readonly double[] _sums = new double[length];
    private int _next;

    /// <summary>The first day that a signal could have.</summary>
    public int From => from;

    /// <summary>The number of signals.</summary>
    public int Number => number;

    /// <summary>The number of signals of each day.</summary>
    public int[] Counts { get; } = new int[length];

    /// <summary>The returns.</summary>
    public double[] Values { get; } = new double[number];

    public double Sum { get; private set; }

    public double Adverse { get; private set; }

    public double Favorable { get; private set; }

    public double AfterSpread { get; private set; }

    public double Gains { get; private set; }

    /// <summary>The sum of the returns that are not positive, without sign.</summary>
    public double Losses { get; private set; }

    public double Best { get; private set; } = double.NegativeInfinity;

    public double Worst { get; private set; } = double.PositiveInfinity;

    public int Positive { get; private set; }

    /// <summary>The number of signals with a higher return than the universe.</summary>
    public int Ahead { get; private set; }

    public int Stopped { get; private set; }

    /// <summary>Adds a signal.</summary>
    public void Add(in SignalOutcome signal)
    {
        var value = signal.Value;
        Values[_next++] = value;
        Sum += value;
        Adverse += signal.Adverse;
        Favorable += signal.Favorable;
        AfterSpread += signal.AfterSpread;
        if (value > Best) Best = value;
        if (value < Worst) Worst = value;
        if (value > 0)
        {
            Positive++;
            Gains += value;
        }
        else
        {
            Losses -= value;
        }
        if (value > signal.Universe) Ahead++;
        if (signal.IsStopped) Stopped++;
        _sums[signal.Day - from] += value;
        Counts[signal.Day - from]++;
    }

    /// <summary>The sum of each day minus that of a comparison with the same number of signals; 0 without a signal.</summary>
    /// <param name="comparison">The return of the comparison after each day of the data.</param>
    public double[] Excess(double[] comparison)
    {
        var excess = new double[length];
        for (var i = 0; i < length; i++) excess[i] = Counts[i] == 0 ? 0 : _sums[i] - (Counts[i] * comparison[from + i]);
        return excess;
    }
}
