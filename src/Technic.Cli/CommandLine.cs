using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;
using Technic.Cli.Commands;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Columnar;
using Technic.Core.Engine;
using Technic.Core.Formulas;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Text;
using Technic.ServiceDefaults;
using Technic.Web.Security;

namespace Technic.Cli;

/// <summary>Parses the command line, runs the command, and turns errors into a message and an exit code.</summary>
internal static partial class CommandLine
{
    private const int MaxErrorLength = 400;

    private static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Verbose output on standard error; -vv for debug output.",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] arguments, Shell shell)
    {
        using var interruption = new Interruption();
        ScanRehearsal.BeginFor(arguments);
        try
        {
            // Response files (@file) are not supported: an argument that begins with @ is a plain value.
            var parsed = Root(arguments, shell).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0) return ReportParseError(parsed, shell.Terminal);
            shell.Verbosity = parsed.GetResult(Verbose)?.IdentifierTokenCount ?? 0;
            Collector.ChooseFor(parsed.CommandResult.Command);
            // This class handles signals and exceptions, not the parser.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation, interruption.Token).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            return ReportException(problem, shell, interruption.Token);
        }
    }

    /// <summary>The command line with the command of some arguments.</summary>
    internal static RootCommand Root(string[] arguments, Shell shell)
    {
        var root = new RootCommand("Technic scans the US stock market for technical setups.") { Verbose };
        foreach (var entry in CommandEntry.All) root.Add(entry.CommandFor(arguments, shell));
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return root;
    }

    private static int ReportParseError(ParseResult parsed, Terminal terminal)
    {
        var command = string.Join(' ', CommandPath(parsed.CommandResult));
        var error = ErrorMessage(parsed, command);
        if (error.Length > MaxErrorLength) error = error[..MaxErrorLength] + "….";
        terminal.WriteMessage($"{error} Run '{command} --help' for usage.");
        return ExitCodes.Usage;
    }

    private static string ErrorMessage(ParseResult parsed, string command)
    {
        if (parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult or { Parent: OptionResult }) is { } bad)
            return bad.Message;
        if (parsed.UnmatchedTokens is [var unknown, ..])
            return $"{Unknown(unknown, parsed.CommandResult)}{Suggestion.DidYouMean(unknown, Names(parsed.CommandResult))}.";
        if (parsed.CommandResult.Command.Subcommands is { Count: > 0 } commands)
            return $"'{command}' requires a command: {string.Join(" or ", commands.Select(sub => sub.Name))}.";
        var missing = parsed.CommandResult.Command.Arguments.FirstOrDefault(
            argument => parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        return missing is null ? parsed.Errors[0].Message : $"'{command}' requires {missing.Name}: {missing.Description}";
    }

    private static IEnumerable<string> CommandPath(CommandResult result)
    {
        var parents = result.Parent is CommandResult parent ? CommandPath(parent) : [];
        return parents.Append(result.Parent is null ? "technic" : result.Command.Name);
    }

    private static string Unknown(string token, CommandResult result)
    {
        var kind = token.StartsWith('-')
            ? "Unknown option"
            : result.Command.Subcommands.Count > 0 ? "Unknown command" : "Unexpected argument";
        return $"{kind} '{TerminalText.Shown(token)}'";
    }

    private static IEnumerable<string> Names(CommandResult result) =>
    [
        .. result.Command.Subcommands.Select(command => command.Name),
        .. result.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)),
    ];

    private static int ReportException(Exception problem, Shell shell, CancellationToken interrupted)
    {
        switch (problem)
        {
            case StudyStoppedException when interrupted.IsCancellationRequested:
                shell.Terminal.WriteMessage(problem.Message);
                return ExitCodes.Interrupted;
            case OperationCanceledException when interrupted.IsCancellationRequested:
                shell.Terminal.WriteMessage("Stopped. Fetched prices are saved.");
                return ExitCodes.Interrupted;
            case CsvFormatException { IsIncomplete: true }:
                shell.Terminal.WriteMessage(problem.Message);
                return ExitCodes.Failed;
            case FormulaException formula:
                shell.Terminal.WriteMessage(formula.Sentence);
                return ExitCodes.Usage;
            case UsageException or ScanRequestException or CsvFormatException or TableFileException or KeyRingException
                or ServiceSettingsException:
                shell.Terminal.WriteMessage(problem.Message);
                return ExitCodes.Usage;
            case FailedRunException or ScanFailedException or PriceSourceException or HistoryStoreException:
                shell.Terminal.WriteMessage(problem.Message);
                return ExitCodes.Failed;
            case IOException or UnauthorizedAccessException:
                shell.Terminal.WriteMessage($"Failed: {problem.Message}");
                return ExitCodes.Failed;
            default:
                shell.Terminal.WriteMessage($"Unexpected error ({problem.GetType().Name}: {problem.Message}). Run with -vv for details.");
                LogUnexpected(shell.Loggers.CreateLogger(nameof(CommandLine)), problem);
                return ExitCodes.Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Unhandled exception")]
    private static partial void LogUnexpected(ILogger logger, Exception problem);
}
