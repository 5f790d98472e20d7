using System.CommandLine;

namespace Technic.Cli.Setup;

/// <summary>Distinguishes explicit option values from default values.</summary>
internal static class ParseResultExtensions
{
    /// <summary>Whether the option is on the command line.</summary>
    public static bool IsExplicit(this ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };

    /// <summary>The explicit value; <c>null</c> if the option is not on the command line.</summary>
    public static T? ExplicitValue<T>(this ParseResult arguments, Option<T> option) where T : struct =>
        arguments.IsExplicit(option) ? arguments.GetValue(option) : null;

    /// <summary>The explicit values; <c>null</c> if the option is not on the command line.</summary>
    public static string[]? ExplicitValue(this ParseResult arguments, Option<string[]> option) =>
        arguments.IsExplicit(option) ? arguments.GetValue(option) : null;
}
