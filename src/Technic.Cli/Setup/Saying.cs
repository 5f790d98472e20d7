using System.CommandLine;

namespace Technic.Cli.Setup;

/// <summary>Tells what somebody typed from what holds when they do not.</summary>
internal static class Saying
{
    /// <summary>Whether an option was typed.</summary>
    public static bool IsSaid(this ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };

    /// <summary>The value that was typed; <c>null</c> when none was.</summary>
    public static T? Said<T>(this ParseResult arguments, Option<T> option) where T : struct =>
        arguments.IsSaid(option) ? arguments.GetValue(option) : null;

    /// <summary>The texts that were typed; <c>null</c> when none was.</summary>
    public static string[]? Said(this ParseResult arguments, Option<string[]> option) =>
        arguments.IsSaid(option) ? arguments.GetValue(option) : null;
}
