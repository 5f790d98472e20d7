using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Text;

namespace Technic.Cli.Setup;

/// <summary>An option that takes one word of a few.</summary>
internal sealed class WordOption<T> : Option<string?>
{
    private readonly (string Word, T Value)[] _words;

    /// <param name="name">The option.</param>
    /// <param name="what">What a word is, for the complaint about one that does not exist.</param>
    /// <param name="description">What the option does.</param>
    /// <param name="words">The words and what they mean.</param>
    public WordOption(string name, string what, string description, params (string Word, T Value)[] words) : base(name)
    {
        _words = words;
        Description = description;
        HelpName = string.Join('|', words.Select(word => word.Word));
        CustomParser = argument =>
        {
            var typed = argument.Tokens[^1].Value;
            if (!words.Any(word => word.Word == typed)) argument.AddError(Complaint(typed, what, words.Select(word => word.Word)));
            return typed;
        };
    }

    /// <summary>The word that holds when none is given.</summary>
    public string Default
    {
        init => DefaultValueFactory = _ => value;
    }

    /// <summary>What was asked for; <c>default</c> when nothing was and there is no default.</summary>
    public T? Read(ParseResult arguments) =>
        arguments.GetValue(this) is { } given ? _words.First(word => word.Word == given).Value : default;

    /// <summary>The sentence about a word that does not exist: it lists those that do.</summary>
    public static string Complaint(string typed, string what, IEnumerable<string> words)
    {
        string[] all = [.. words];
        var meant = Suggestion.DidYouMean(typed, all);
        return $"'{TerminalText.Shown(typed)}' is no {what}{meant}: there are {string.Join(", ", all[..^1])} and {all[^1]}.";
    }
}
