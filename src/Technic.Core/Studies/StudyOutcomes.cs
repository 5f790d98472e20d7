namespace Technic.Core.Studies;

/// <summary>The signals of a study in the order of their days, with what followed.</summary>
internal sealed class StudyOutcomes
{
    private readonly ForwardReturn[][] _returns;
    private readonly double[][] _excess;

    private StudyOutcomes(StudySignal[] signals, ForwardReturn[][] returns, double[][] excess) =>
        (Signals, _returns, _excess) = (signals, returns, excess);

    /// <summary>The signals, by day, then by symbol.</summary>
    public StudySignal[] Signals { get; }

    /// <summary>What followed a signal; its value is NaN if the horizon is not full.</summary>
    public ref readonly ForwardReturn Return(int horizon, int signal) => ref _returns[horizon][signal];

    /// <summary>The return of a signal minus that of the universe after the same day; NaN if the horizon is not full.</summary>
    public double Excess(int horizon, int signal) => _excess[horizon][signal];

    /// <summary>Computes the returns.</summary>
    /// <param name="signals">The signals, by day, then by symbol.</param>
    /// <param name="symbols">The universe.</param>
    /// <param name="horizons">The horizons, ascending.</param>
    /// <param name="returns">The returns.</param>
    /// <param name="universe">The returns of the universe.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public static StudyOutcomes Of(
        StudySignal[] signals, IReadOnlyList<StudySymbol> symbols, IReadOnlyList<int> horizons, ForwardReturns returns,
        UniverseReturns universe, CancellationToken cancellationToken)
    {
        const int SignalsPerTask = 4_096;
        var all = Enumerable.Range(0, horizons.Count).Select(_ => new ForwardReturn[signals.Length]).ToArray();
        var excess = Enumerable.Range(0, horizons.Count).Select(_ => new double[signals.Length]).ToArray();
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, (signals.Length + SignalsPerTask - 1) / SignalsPerTask, options, task =>
        {
            Span<ForwardReturn> results = stackalloc ForwardReturn[StudyRequest.MostHorizons];
            results = results[..horizons.Count];
            for (var i = task * SignalsPerTask; i < Math.Min(signals.Length, (task + 1) * SignalsPerTask); i++)
            {
                returns.Of(symbols[signals[i].Symbol], signals[i].Bar, horizons, results);
                for (var h = 0; h < results.Length; h++)
                {
                    all[h][i] = results[h];
                    excess[h][i] = results[h].Value - universe.Mean(h, signals[i].Day);
                }
            }
        });
        return new StudyOutcomes(signals, all, excess);
    }
}
