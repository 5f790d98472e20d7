using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using Technic.Cli.Output;
using Technic.Core.Formulas;
using Technic.Core.Scans;
using Technic.Embedded.Sqlite;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary>
/// docs/columns.md and docs/command-line.md are generated. With TECHNIC_UPDATE_DOCS=1 these tests write them; otherwise they fail when a
/// page is out of date.
/// </summary>
public sealed partial class ReferenceDocumentationTests
{
    [Fact]
    public void The_page_of_the_columns_is_that_of_the_catalogue()
    {
        var page = new StringBuilder(
            """
            # Columns

            > Generated from the columns of a scan's result; do not edit. `technic columns` and `/api/columns` list the same.
            > Each is a name in [formulas](formula.md), and a column of tables, JSON and CSV. Case and `_` do not matter: `dollarVolume20`
            > is `dollar_volume20`.

            | name | kind | unit | meaning |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var column in ScanColumns.All)
        {
            var kind = column.Kind == ColumnKind.Number ? "number" : "text";
            page.Append($"| `{column.Name}` | {kind} | {column.Unit} | {column.Meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        Check("columns.md", page.ToString());
    }

    [Fact]
    public async Task The_page_of_the_command_line_is_the_help_of_its_commands()
    {
        var page = new StringBuilder(
            """
            # Command line

            > Generated from the help of the commands; do not edit. Data goes to standard output, messages to standard error. Exit codes: 0
            > success, 1 failure, 2 invalid arguments or input, 130 Ctrl-C.


            """.ReplaceLineEndings("\n"));
        await AddAsync(page, []);

        Check("command-line.md", page.ToString());
    }

    private static async Task AddAsync(StringBuilder page, string[] command)
    {
        var help = await HelpAsync([.. command, "--help"]);
        page.Append($"## technic{string.Concat(command.Select(name => $" {name}"))}\n\n");
        var inner = new List<string[]>();
        foreach (var section in help.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = section.Trim('\n').Split('\n');
            if (lines[0] == "Description:") page.Append($"{lines[1].Trim()}\n\n");
            else if (lines[0] == "Usage:") page.Append($"```text\n{lines[1].Trim()}\n```\n\n");
            else
            {
                page.Append($"| {lines[0].TrimEnd(':').ToLowerInvariant()} | |\n|---|---|\n");
                foreach (var entry in lines[1..].Select(line => Entry().Match(line)).Where(entry => entry.Success))
                {
                    var (name, meaning) = (entry.Groups[1].Value, entry.Groups[2].Value.Replace("|", "\\|", StringComparison.Ordinal));
                    page.Append($"| `{name.Replace("|", "\\|", StringComparison.Ordinal)}` | {meaning} |\n");
                    if (lines[0] == "Commands:") inner.Add([.. command, name.Split(' ')[0]]);
                }
                page.Append('\n');
            }
        }
        foreach (var next in inner) await AddAsync(page, next);
    }

    /// <summary>The help of a command, without the data folder of this machine and the name of the tests' program.</summary>
    private static async Task<string> HelpAsync(string[] arguments)
    {
        using var shell = new Shell(Terminal.OfProcess(), TimeProvider.System);
        using var output = new StringWriter();
        await CommandLine.Root(arguments, shell).Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output });
        return output.ToString().ReplaceLineEndings("\n")
            .Replace($"  {RootCommand.ExecutableName} ", "  technic ", StringComparison.Ordinal)
            .Replace(SqliteHistoryStore.DefaultFolder, "technic in the user's data folder", StringComparison.Ordinal);
    }

    private static void Check(string name, string page)
    {
        var path = Path.Combine(Path.GetDirectoryName(Checkout.Find("docs", "formula.md"))!, name);
        page = page.TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("TECHNIC_UPDATE_DOCS") == "1") File.WriteAllText(path, page);

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page,
            $"{path} is out of date: run this test with TECHNIC_UPDATE_DOCS=1.");
    }

    /// <summary>A line of a list: the name, two spaces or more, and the meaning.</summary>
    [GeneratedRegex("^  (\\S.*?)(?: {2,}(.*))?$")]
    private static partial Regex Entry();
}
