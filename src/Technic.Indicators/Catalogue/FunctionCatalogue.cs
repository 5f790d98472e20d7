using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Technic.Indicators.MovingAverages;

namespace Technic.Indicators;

/// <summary>Every function of the library, by family and name.</summary>
public static class FunctionCatalogue
{
    /// <summary>The functions in the order of their families, in each family by usage.</summary>
    public static ImmutableArray<IndicatorFunction> All { get; } =
    [
        new SimpleMovingAverage(),
        new ExponentialMovingAverage(),
    ];

    private static readonly FrozenDictionary<string, IndicatorFunction> ByName =
        All.SelectMany(function => function.Aliases.Add(function.Name), (function, name) => (function, name))
            .ToFrozenDictionary(entry => entry.name, entry => entry.function, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a function by its name or alias, regardless of case.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out IndicatorFunction? function) => ByName.TryGetValue(name, out function);
}
