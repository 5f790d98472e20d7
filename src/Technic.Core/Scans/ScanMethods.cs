using System.Collections.Immutable;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;
using Technic.Core.Rating;
using Technic.Core.Scans.Own;
using Technic.Indicators;

namespace Technic.Core.Scans;

/// <summary>
/// How an engine computes: the functions of its formulas, and its score. Immutable. An engine applies its methods to every request; a host
/// that validates requests or describes the language before has the same ones. The hosts of a cluster register the same ones as a service.
/// </summary>
public sealed record ScanMethods
{
    private ScanMethods()
    {
    }

    /// <summary>The functions of the library and the TechRating.</summary>
    public static ScanMethods BuiltIn { get; } = new();

    /// <summary>The functions of formulas.</summary>
    public FunctionCatalogue Functions { get; private init; } = FunctionCatalogue.BuiltIn;

    /// <summary>The score of rows.</summary>
    public IScoring Scoring { get; private init; } = Rating.Scoring.TechRating;

    /// <summary>The own functions as <c>NAME@VERSION</c>, in the order of their names.</summary>
    public ImmutableArray<string> OwnFunctions { get; private init; } = [];

    /// <summary>The own score as <c>NAME@VERSION</c>; <c>null</c> for the TechRating.</summary>
    public string? OwnScore =>
        ReferenceEquals(Scoring, Rating.Scoring.TechRating) ? null : $"{Scoring.Name}@{Scoring.Version}";

    /// <summary>What tells methods apart: the own functions and the own score, one a line; empty for the built-in methods.</summary>
    public string Identity => string.Join('\n', OwnScore is { } score ? OwnFunctions.Add($"score {score}") : OwnFunctions);

    /// <summary>The methods with an own function.</summary>
    /// <exception cref="ArgumentException">
    /// One of its names has another meaning in formulas, or its description is incomplete; the message is one sentence.
    /// </exception>
    public ScanMethods With(IndicatorFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.Aliases.Prepend(function.Name).FirstOrDefault(HasMeaning) is { } taken)
            throw new ArgumentException($"'{taken}' cannot be the name of a function: it has another meaning in formulas.");
        ImmutableArray<string> own = [.. OwnFunctions.Append(IdentityOf(function)).Order(StringComparer.Ordinal)];
        // An incomplete description is refused before it is copied.
        _ = Functions.With(function);
        return this with { Functions = Functions.With(new OwnFunction(function)), OwnFunctions = own };
    }

    /// <summary>The methods with an own score.</summary>
    /// <exception cref="ArgumentException">The score has no name or no version; the message is one sentence.</exception>
    public ScanMethods With(IScoring scoring)
    {
        ArgumentNullException.ThrowIfNull(scoring);
        if (string.IsNullOrWhiteSpace(scoring.Name) || string.IsNullOrWhiteSpace(scoring.Version))
            throw new ArgumentException("A score must have a name and a version.");
        return this with { Scoring = ReferenceEquals(scoring, Rating.Scoring.TechRating) ? scoring : new OwnScoring(scoring) };
    }

    /// <summary>A function as <c>NAME@VERSION</c>.</summary>
    internal static string IdentityOf(IndicatorFunction function) => $"{function.Name}@{function.Version}";

    // A name is looked up among columns and prices before the functions.
    private static bool HasMeaning(string name) =>
        ScanColumns.TryFind(name, out _)
        || FormulaNames.IsFormula(name, ScanColumns.Vocabulary with { Functions = FunctionCatalogue.Empty })
        || FormulaParser.Words.Contains(name, StringComparer.OrdinalIgnoreCase)
        || Timeframes.TryParse(name, out _)
        || Enum.TryParse<Group>(name, ignoreCase: true, out _)
        || Enum.TryParse<Price>(name, ignoreCase: true, out _);
}
