namespace Technic.Cli.Bench;

/// <summary>A benchmark that runs on this machine.</summary>
internal interface IBenchmark
{
    /// <summary>A short title for the status line.</summary>
    string Title { get; }

    /// <summary>Runs the benchmark and returns each measurement when it is available.</summary>
    IAsyncEnumerable<Measurement> MeasureAsync(BenchSettings settings, CancellationToken cancellationToken);
}

/// <summary>The size of the benchmark.</summary>
/// <param name="Symbols">The number of symbols in a scan.</param>
/// <param name="Days">The window in calendar days.</param>
internal sealed record BenchSettings(int Symbols, int Days);
