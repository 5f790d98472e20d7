namespace Technic.Cli.Bench;

/// <summary>Measures something on this machine.</summary>
internal interface IBenchmark
{
    /// <summary>What it measures, in a few words.</summary>
    string Title { get; }

    /// <summary>Measures; each measurement comes when it is done.</summary>
    IAsyncEnumerable<Measurement> MeasureAsync(BenchSettings settings, CancellationToken cancellationToken);
}

/// <summary>How much is measured.</summary>
/// <param name="Symbols">The symbols of a scan.</param>
/// <param name="Days">Its window in calendar days.</param>
internal sealed record BenchSettings(int Symbols, int Days);
