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

/// <summary>What help, completion and documentation show of an <see cref="IndicatorFunction"/>.</summary>
public sealed record FunctionDescription
{
    /// <summary>The name in a formula: a letter, then letters, digits and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="FunctionFamilies"/>, or an own family.</summary>
    public required string Family { get; init; }

    /// <summary>One sentence without a full stop.</summary>
    public required string Meaning { get; init; }

    /// <summary>The formula, its seeding included, in plain text.</summary>
    public required string Formula { get; init; }

    /// <summary>The author and year, or the library whose convention it has.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The version of the values, for what must not be mixed: silos of a cluster and kept studies. <c>null</c> for that of the assembly,
    /// which is another one whenever its code changes.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>Other names.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The series that it takes; <see cref="SeriesArguments.None"/> if it reads the bars.</summary>
    public SeriesArguments Series { get; init; }

    /// <summary>The parameters in their order.</summary>
    public ImmutableArray<FunctionParameter> Parameters { get; init; } = [];

    /// <summary>The outputs; at least one, at most 32.</summary>
    public required ImmutableArray<FunctionOutput> Outputs { get; init; }
}
