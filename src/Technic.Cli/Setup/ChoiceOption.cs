using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Text;

namespace Technic.Cli.Setup;

/// <summary>An option with a fixed set of values.</summary>
internal sealed class ChoiceOption<T> : Option<string?>
{
    private readonly (string Name, T Value)[] _choices;

    /// <param name="name">The option's name.</param>
    /// <param name="what">The name of a choice in error messages.</param>
    /// <param name="description">The option's description.</param>
    /// <param name="choices">The choices by name.</param>
    public ChoiceOption(string name, string what, string description, params (string Name, T Value)[] choices) : base(name)
    {
        _choices = choices;
        Description = description;
        HelpName = string.Join('|', choices.Select(choice => choice.Name));
        CustomParser = argument =>
        {
            var typed = argument.Tokens[^1].Value;
            if (!choices.Any(choice => choice.Name == typed))
                argument.AddError(UnknownChoice(typed, what, choices.Select(choice => choice.Name)));
            return typed;
        };
    }

    /// <summary>The default choice.</summary>
    public string Default
    {
        init => DefaultValueFactory = _ => value;
    }

    /// <summary>The selected value, or <c>default</c> if there is none.</summary>
    public T? Read(ParseResult arguments) =>
        arguments.GetValue(this) is { } given ? _choices.First(choice => choice.Name == given).Value : default;

    private static string UnknownChoice(string typed, string what, IEnumerable<string> names)
    {
        string[] all = [.. names];
        var meant = Suggestion.DidYouMean(typed, all);
        return $"Unknown {what} '{TerminalText.Shown(typed)}'{meant}: expected {string.Join(", ", all[..^1])} or {all[^1]}.";
    }
}
