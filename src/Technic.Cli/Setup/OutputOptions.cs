using System.CommandLine;
using Technic.Cli.Output;
using Technic.Columnar;

namespace Technic.Cli.Setup;

/// <summary>The options for the output format and the output file.</summary>
internal sealed class OutputOptions
{
    private static readonly Dictionary<string, OutputFormat> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = OutputFormat.Json,
        [".csv"] = OutputFormat.Csv,
        [".arrow"] = OutputFormat.Arrow,
        [".feather"] = OutputFormat.Arrow,
        [".parquet"] = OutputFormat.Parquet,
    };

    private readonly OutputFormat[] _formats;
    private readonly ChoiceOption<OutputFormat> _format;

    private readonly Option<string?> _output = OptionFactory.Text(
        "--output", "FILE", "Write the output to a file (atomically) instead of standard output. Without --format its extension decides.");

    /// <param name="formats">The supported formats, the default format first.</param>
    public OutputOptions(params OutputFormat[] formats)
    {
        _formats = formats;
        _format = new ChoiceOption<OutputFormat>(
            "--format", "format", "Output format.", [.. formats.Select(format => (Name(format), format))])
        {
            Default = Name(formats[0]),
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_output);
    }

    /// <summary>The format: of --format, or of the extension of the file.</summary>
    /// <exception cref="UsageException">The extension is that of a format that the command does not write.</exception>
    public OutputFormat Format(ParseResult arguments)
    {
        if (arguments.GetResult(_format) is { Implicit: false }) return _format.Read(arguments);
        var extension = Path.GetExtension(arguments.GetValue(_output)) ?? "";
        if (!Extensions.TryGetValue(extension, out var format)) return _format.Read(arguments);
        return _formats.Contains(format) ? format : throw new UsageException(
            $"This command does not write {Name(format)} files ({extension}): --format is {string.Join(", ", _formats.Select(Name))}.");
    }

    /// <exception cref="UsageException">The file cannot be written, or the format is not for a terminal.</exception>
    public OutputTarget Open(ParseResult arguments, Terminal terminal)
    {
        var (path, format) = (arguments.GetValue(_output), Format(arguments));
        if (path is null && terminal.OutputIsTerminal && format is (OutputFormat.Arrow or OutputFormat.Parquet))
            throw new UsageException($"--format {Name(format)} is not readable in a terminal: use --output FILE, or a pipe.");
        return OutputTarget.Open(path, terminal);
    }

    private static string Name(OutputFormat format) => format.ToString().ToLowerInvariant();
}

/// <summary>The output formats.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Csv,
    Arrow,
    Parquet,
}

internal static class OutputFormats
{
    /// <summary>The format of a table for other tools; <c>null</c> for JSON and a table for people.</summary>
    public static TableFormat? ForTools(this OutputFormat format) => format switch
    {
        OutputFormat.Csv => TableFormat.Csv,
        OutputFormat.Arrow => TableFormat.Arrow,
        OutputFormat.Parquet => TableFormat.Parquet,
        _ => null,
    };
}
