using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Technic.Cli.Output;

namespace Technic.Cli.Setup;

/// <summary>Makes options whose complaints are sentences.</summary>
internal static class NewOption
{
    /// <summary>A whole number.</summary>
    public static Option<int> Whole(string name, int fallback, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => fallback,
        CustomParser = argument => ParseWhole(argument, name),
    };

    /// <summary>A whole number that may be left out.</summary>
    public static Option<int?> WholeOrNone(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument => ParseWhole(argument, name),
    };

    /// <summary>A number.</summary>
    public static Option<double> Number(string name, string placeholder, double fallback, string description) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        DefaultValueFactory = _ => fallback,
        CustomParser = argument => ParseNumber(argument, name),
    };

    /// <summary>A number that may be left out.</summary>
    public static Option<double?> NumberOrNone(string name, string placeholder, string description) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        CustomParser = argument => ParseNumber(argument, name),
    };

    /// <summary>A day.</summary>
    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = argument =>
        {
            if (DateOnly.TryParseExact(Value(argument), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            argument.AddError($"'{TerminalText.Shown(Value(argument))}' is no day, and {name} needs one, e.g. 2021-04-21.");
            return null;
        },
    };

    /// <summary>A text that may be left out: a file, a folder, an address.</summary>
    public static Option<string?> Text(string name, string placeholder, string description, string? fallback = null) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        DefaultValueFactory = fallback is null ? null : _ => fallback,
        CustomParser = argument =>
        {
            var value = Value(argument);
            if (value.Length > 0 && !value.StartsWith("--", StringComparison.Ordinal)) return value;
            argument.AddError($"{name} needs a value, and {(value.Length == 0 ? "it is empty" : $"'{TerminalText.Shown(value)}' is an option")}.");
            return null;
        },
    };

    /// <summary>Texts, as many as there are: the option may be repeated.</summary>
    public static Option<string[]> Texts(string name, string placeholder, string description) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = argument => [.. argument.Tokens.Select(token => token.Value)],
    };

    private static string Value(ArgumentResult argument) => argument.Tokens[^1].Value;

    private static int ParseWhole(ArgumentResult argument, string name)
    {
        if (int.TryParse(Value(argument), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        argument.AddError($"'{TerminalText.Shown(Value(argument))}' is no whole number that {name} can be.");
        return 0;
    }

    private static double ParseNumber(ArgumentResult argument, string name)
    {
        var value = Value(argument);
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        argument.AddError($"'{TerminalText.Shown(value)}' is no number that {name} can be.");
        return 0;
    }
}
