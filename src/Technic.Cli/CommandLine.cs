using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;
using Technic.Cli.Commands;
using Technic.Cli.Output;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Text;
using Technic.Web.Security;

namespace Technic.Cli;

/// <summary>The commands, and the one place where their errors become a sentence and an exit code.</summary>
internal static partial class CommandLine
{
    private const int MaxComplaint = 400;

    private static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Tell what is done, on standard error; -vv tells everything.",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] arguments, Shell shell)
    {
        using var interruption = new Interruption();
        try
        {
            // Without the replacer an argument that begins with @ is what it says, and not a file of arguments.
            var parsed = Root(shell).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0) return Refuse(parsed, shell.Terminal);
            shell.Verbosity = parsed.GetResult(Verbose)?.IdentifierTokenCount ?? 0;
            // Signals and exceptions are ours to handle, not the parser's.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation, interruption.Token).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            return Report(problem, shell, interruption.Token);
        }
    }

    private static RootCommand Root(Shell shell)
    {
        var root = new RootCommand("Technic scans the US stock market for technical setups.")
        {
            Verbose,
            new ScanCommand(shell),
            new HistoryCommand(shell),
            new WarmCommand(shell),
            new ImportCommand(shell),
            new CacheCommand(shell),
            new ServeCommand(shell),
            new KeysCommand(shell),
            new ColumnsCommand(shell),
            new PresetsCommand(shell),
            new IndicatorsCommand(shell),
            new BenchCommand(shell),
        };
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return root;
    }

    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        var command = string.Join(' ', CommandPath(parsed.CommandResult));
        terminal.Say($"{Complaint(parsed, command)} '{command} --help' lists what there is.");
        return ExitCodes.Usage;
    }

    private static string Complaint(ParseResult parsed, string command)
    {
        var complaint = Sentence(parsed, command);
        return complaint.Length <= MaxComplaint ? complaint : complaint[..MaxComplaint] + "….";
    }

    private static string Sentence(ParseResult parsed, string command)
    {
        if (parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult or { Parent: OptionResult }) is { } bad) return bad.Message;
        if (parsed.UnmatchedTokens is [var unknown, ..])
            return $"'{TerminalText.Shown(unknown)}' is nothing that '{command}' knows{Suggestion.DidYouMean(unknown, Words(parsed.CommandResult))}.";
        if (parsed.CommandResult.Command.Subcommands is { Count: > 0 } commands)
            return $"'{command}' needs a command: {string.Join(" or ", commands.Select(sub => sub.Name))}.";
        var missing = parsed.CommandResult.Command.Arguments.FirstOrDefault(argument => parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        return missing is null ? parsed.Errors[0].Message : $"'{command}' needs a {missing.Name}: {missing.Description}";
    }

    private static IEnumerable<string> CommandPath(CommandResult result)
    {
        var parents = result.Parent is CommandResult parent ? CommandPath(parent) : [];
        return parents.Append(result.Parent is null ? "technic" : result.Command.Name);
    }

    private static IEnumerable<string> Words(CommandResult result) =>
        [.. result.Command.Subcommands.Select(command => command.Name), .. result.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))];

    private static int Report(Exception problem, Shell shell, CancellationToken interrupted)
    {
        switch (problem)
        {
            case OperationCanceledException when interrupted.IsCancellationRequested:
                shell.Terminal.Say("Stopped; what was fetched so far is kept.");
                return ExitCodes.Interrupted;
            case UsageException or ScanRequestException or CsvFormatException or KeyRingException:
                shell.Terminal.Say(problem.Message);
                return ExitCodes.Usage;
            case FailedRunException or ScanFailedException or PriceSourceException or HistoryStoreException:
                shell.Terminal.Say(problem.Message);
                return ExitCodes.Failed;
            case IOException or UnauthorizedAccessException:
                shell.Terminal.Say($"The run was given up: {problem.Message}");
                return ExitCodes.Failed;
            default:
                shell.Terminal.Say($"Technic failed in a way it should not ({problem.GetType().Name}: {problem.Message}); -vv shows where.");
                LogUnexpected(shell.Loggers.CreateLogger(nameof(CommandLine)), problem);
                return ExitCodes.Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The run ended with an error")]
    private static partial void LogUnexpected(ILogger logger, Exception problem);
}
