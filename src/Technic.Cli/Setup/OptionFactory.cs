using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Technic.Cli.Output;

namespace Technic.Cli.Setup;

/// <summary>Creates options with clear error messages.</summary>
internal static class OptionFactory
{
    /// <summary>An integer.</summary>
    public static Option<int> Integer(string name, int fallback, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => fallback,
        CustomParser = argument => ParseInteger(argument, name),
    };

    /// <summary>An optional integer.</summary>
    public static Option<int?> OptionalInteger(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument => ParseInteger(argument, name),
    };

    /// <summary>A number.</summary>
    public static Option<double> Number(string name, string placeholder, double fallback, string description) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        DefaultValueFactory = _ => fallback,
        CustomParser = argument => ParseNumber(argument, name),
    };

    /// <summary>An optional number.</summary>
    public static Option<double?> OptionalNumber(string name, string placeholder, string description) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        CustomParser = argument => ParseNumber(argument, name),
    };

    /// <summary>An optional date.</summary>
    public static Option<DateOnly?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = argument =>
        {
            if (DateOnly.TryParseExact(Value(argument), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day;
            argument.AddError($"Invalid date '{TerminalText.Shown(Value(argument))}' for {name}: expected YYYY-MM-DD, e.g. 2021-04-21.");
            return null;
        },
    };

    /// <summary>An optional text: a file, a folder, a URL.</summary>
    public static Option<string?> Text(string name, string placeholder, string description, string? fallback = null) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        DefaultValueFactory = fallback is null ? null : _ => fallback,
        CustomParser = argument =>
        {
            var value = Value(argument);
            if (value.Length > 0 && !value.StartsWith("--", StringComparison.Ordinal)) return value;
            var found = value.Length == 0 ? "it is empty" : $"'{TerminalText.Shown(value)}' is an option";
            argument.AddError($"{name} requires a value, but {found}.");
            return null;
        },
    };

    /// <summary>A list of texts. The option can be repeated.</summary>
    public static Option<string[]> TextList(string name, string placeholder, string description) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = argument => [.. argument.Tokens.Select(token => token.Value)],
    };

    private static string Value(ArgumentResult argument) => argument.Tokens[^1].Value;

    private static int ParseInteger(ArgumentResult argument, string name)
    {
        if (int.TryParse(Value(argument), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        argument.AddError($"Invalid value '{TerminalText.Shown(Value(argument))}' for {name}: expected an integer.");
        return 0;
    }

    private static double ParseNumber(ArgumentResult argument, string name)
    {
        var value = Value(argument);
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;
        argument.AddError($"Invalid value '{TerminalText.Shown(value)}' for {name}: expected a number.");
        return 0;
    }
}
