using System.Collections.Immutable;

namespace Technic.Indicators;

/// <summary>The series that are arguments of a function.</summary>
public enum SeriesArguments
{
    /// <summary>None: it reads the bars.</summary>
    None,

    /// <summary>The first argument x; the close if it is left out.</summary>
    One,

    /// <summary>x, the close if it is left out, and a second series, e.g. the close of another symbol.</summary>
    Two,
}

/// <summary>What is listed of an <see cref="IndicatorFunction"/>.</summary>
internal sealed record FunctionDescription
{
    public required string Name { get; init; }
    public required string Family { get; init; }
    public required string Meaning { get; init; }
    public required string Formula { get; init; }
    public required string Source { get; init; }
    public ImmutableArray<string> Aliases { get; init; } = [];
    public SeriesArguments Series { get; init; }
    public ImmutableArray<FunctionParameter> Parameters { get; init; } = [];
    public required ImmutableArray<FunctionOutput> Outputs { get; init; }
}
