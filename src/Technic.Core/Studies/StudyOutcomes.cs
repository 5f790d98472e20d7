namespace Technic.Core.Studies;

/// <summary>The signals of a study in the order of their days, with what followed.</summary>
internal sealed record StudyOutcomes
{
    private readonly ForwardReturn[][] _returns;
    private readonly double[][] _excess;
    private readonly BenchmarkReturns? _benchmark;

    private StudyOutcomes(
        StudySignal[] signals, SignalsBySymbol bySymbol, ForwardReturn[][] returns, double[][] excess, BenchmarkReturns? benchmark) =>
        (Signals, BySymbol, _returns, _excess, _benchmark) = (signals, bySymbol, returns, excess, benchmark);

    /// <summary>The signals, by day, then by symbol.</summary>
    public StudySignal[] Signals { get; }

    /// <summary>What followed a signal; its value is NaN if the horizon is not full.</summary>
    public ref readonly ForwardReturn Return(int horizon, int signal) => ref _returns[horizon][signal];

    /// <summary>The returns of a horizon, by signal; NaN where it is not full.</summary>
    public IEnumerable<double> ReturnsOf(int horizon) => _returns[horizon].Select(followed => followed.Value);

    /// <summary>The return of a signal minus that of the universe after the same day; NaN if the horizon is not full.</summary>
    public double Excess(int horizon, int signal) => _excess[horizon][signal];

    /// <summary>Whether the data have SPY.</summary>
    public bool HasBenchmark => _benchmark is not null;

    /// <summary>The return of a signal minus that of SPY after the same day; NaN if there is none.</summary>
    public double AgainstSpy(int horizon, int signal) =>
        _benchmark is { } spy ? _returns[horizon][signal].Value - spy.Of(horizon, Signals[signal].Day) : double.NaN;

    /// <summary>Half the estimated spread of each signal's symbol, as a fraction of the price; empty if it is not a cost.</summary>
    public double[] HalfSpreads { get; init; } = [];

    /// <summary>The signals by symbol.</summary>
    public SignalsBySymbol BySymbol { get; }

    /// <summary>Computes the returns.</summary>
    /// <param name="signals">The signals, by day, then by symbol.</param>
    /// <param name="symbols">The universe.</param>
    /// <param name="horizons">The horizons, ascending.</param>
    /// <param name="returns">The returns.</param>
    /// <param name="universe">The returns of the universe.</param>
    /// <param name="benchmark">The returns of SPY; <c>null</c> if it is not in the data.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public static StudyOutcomes Of(
        StudySignal[] signals, IReadOnlyList<StudySymbol> symbols, IReadOnlyList<int> horizons, ForwardReturns returns,
        UniverseReturns universe, BenchmarkReturns? benchmark, CancellationToken cancellationToken)
    {
        var bySymbol = new SignalsBySymbol(signals, symbols.Count);
        var all = Enumerable.Range(0, horizons.Count).Select(_ => new ForwardReturn[signals.Length]).ToArray();
        var excess = Enumerable.Range(0, horizons.Count).Select(_ => new double[signals.Length]).ToArray();
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, symbols.Count, options, symbol =>
        {
            Span<ForwardReturn> results = stackalloc ForwardReturn[StudyRequest.MostHorizons];
            results = results[..horizons.Count];
            foreach (var i in bySymbol.Of(symbol))
            {
                returns.Of(symbols[symbol], signals[i].Bar, horizons, results);
                for (var h = 0; h < results.Length; h++)
                {
                    all[h][i] = results[h];
                    excess[h][i] = results[h].Value - universe.Mean(h, signals[i].Day);
                }
            }
        });
        return new StudyOutcomes(signals, bySymbol, all, excess, benchmark);
    }
}
