using System.CommandLine;

namespace Technic.Cli.Commands;

/// <summary>A command in the help of the program. Its options are created only when the command line may need them.</summary>
/// <param name="Name">The name of the command.</param>
/// <param name="Summary">One sentence for the help.</param>
/// <param name="Create">Creates the command with its options.</param>
internal sealed record CommandEntry(string Name, string Summary, Func<Shell, Command> Create)
{
    /// <summary>All commands, in the order of the help.</summary>
    public static CommandEntry[] All =>
    [
        ScanCommand.Entry,
        StudyCommand.Entry,
        WatchCommand.Entry,
        ListCommand.Entry,
        HistoryCommand.Entry,
        WarmCommand.Entry,
        AuditCommand.Entry,
        ImportCommand.Entry,
        ExportCommand.Entry,
        UniverseCommand.Entry,
        CacheCommand.Entry,
        ServeCommand.Entry,
        McpCommand.Entry,
        KeysCommand.Entry,
        ColumnsCommand.Entry,
        PresetsCommand.Entry,
        FormulasCommand.Entry,
        IndicatorsCommand.Entry,
        BenchCommand.Entry,
    ];

    /// <summary>The name of the command's argument in the help; <c>null</c> for none.</summary>
    public string? Argument { get; init; }

    /// <summary>
    /// Returns the command, without its options if the command line does not name it: the options of all commands take longer to create
    /// than the help takes to write.
    /// </summary>
    /// <param name="arguments">The command line. A directive of it, e.g. <c>[suggest]</c> of a shell, may need every command.</param>
    /// <param name="shell">The environment of the command.</param>
    public Command CommandFor(string[] arguments, Shell shell) =>
        Array.IndexOf(arguments, Name) >= 0 || arguments is [['[', ..], ..] ? Create(shell) : Outline();

    /// <summary>The command as the help of the program shows it.</summary>
    public Command Outline()
    {
        var outline = new Command(Name, Summary);
        if (Argument is { } argument) outline.Add(new Argument<string>(argument));
        return outline;
    }
}
