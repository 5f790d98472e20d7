using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary>Every command line of the documentation has commands, options and values that the program has.</summary>
public sealed class DocumentedCommandTests
{
    private static readonly string Root = Path.GetDirectoryName(Checkout.Find("CONTRIBUTING.md"))!;

    private static readonly DocumentedCommand[] All =
    [
        .. new[] { "docs", "samples", "src" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(page => !page.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
            // The page of the command line is generated from the help; the changelog has commands of past versions.
            .Where(page => page != Path.Combine("docs", "command-line.md") && page != "CHANGELOG.md")
            .Order(StringComparer.Ordinal)
            .SelectMany(page => DocumentedCommand.Of(page, File.ReadAllLines(Path.Combine(Root, page)))),
    ];

    [Fact]
    public void The_examples_of_the_documentation_are_valid_command_lines()
    {
        var examples = All.Where(command => command.IsExample).ToArray();
        Assert.True(examples.Length > 60, $"Only {examples.Length} examples were found.");
        Assert.Empty(examples.Select(example => (Example: example, Parse(example.Words).Errors))
            .Where(found => found.Errors.Count > 0)
            .Select(found => $"{found.Example}: {found.Errors[0].Message}"));
    }

    [Fact]
    public void The_formulas_of_the_examples_are_valid()
    {
        var formulas = All.Where(command => command is { IsExample: true, Words: ["scan" or "watch" or "study" or "indicators", ..] })
            .Where(example => !example.Words.Contains("--grid"))
            .SelectMany(example => example.Words.Zip(example.Words.Skip(1), (option, value) => (Example: example, option, value)))
            .Where(found => found.option is "--where" or "--column")
            .ToArray();
        Assert.True(formulas.Length >= 5, $"Only {formulas.Length} formulas were found.");
        foreach (var (example, option, value) in formulas)
        {
            var request = option == "--where" ? new ScanRequest { Where = value } : new ScanRequest { Columns = [value] };
            var problem = Record.Exception(() => ScanFormulas.Of(request));
            Assert.True(problem is null, $"{example}: {problem?.Message}");
        }
    }

    [Fact]
    public void The_commands_and_options_in_the_sentences_of_the_documentation_exist()
    {
        var named = All.Where(command => !command.IsExample).ToArray();
        Assert.True(named.Length > 40, $"Only {named.Length} commands were found.");
        Assert.Empty(named.SelectMany(command => UnknownOf(command).Select(word => $"{command}: {word}")));
    }

    [Theory]
    [InlineData("technic scan --top 5 | head -1", "scan,--top,5")]
    [InlineData("technic scan --where \"rsi14 < 35\" # > all", "scan,--where,rsi14 < 35")]
    [InlineData("technic warm && technic import day.csv.gz", "warm", "import,day.csv.gz")]
    [InlineData("KEY=x technic scan > rows.csv", "scan")]
    [InlineData("dotnet run --project src/Technic.Cli -- scan", "scan")]
    [InlineData("echo technic scan")]
    [InlineData("technic")]
    public void The_calls_of_the_program_are_found_in_a_line(string line, params string[] expected)
    {
        var found = DocumentedCommand.Of("page", ["```bash", line, "```"]);
        Assert.Equal(expected, found.Select(command => string.Join(',', command.Words)));
    }

    private static ParseResult Parse(string[] words)
    {
        var shell = new Shell(Terminal.OfProcess(), TimeProvider.System);
        return CommandLine.Root(words, shell).Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    /// <summary>The first word if it is no command, and the options that the command does not have.</summary>
    private static IEnumerable<string> UnknownOf(DocumentedCommand documented)
    {
        var words = documented.Words.Select(word => word.Trim('[', ']', '…', ',', '.', '(', ')')).Where(word => word.Length > 0).ToArray();
        var command = Parse(words).CommandResult.Command;
        if (command is RootCommand && words is [['a' or (>= 'b' and <= 'z'), ..], ..]) yield return words[0];
        var known = Ancestry(command).SelectMany(symbol => symbol.Options).SelectMany(option => option.Aliases.Prepend(option.Name))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (word is ['-', '-', _, ..] && !known.Contains(word.Split('=')[0])) yield return word;
        }
    }

    private static IEnumerable<Command> Ancestry(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Ancestry).Append(command);
}
