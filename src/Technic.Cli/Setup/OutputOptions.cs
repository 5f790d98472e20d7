using System.CommandLine;
using Technic.Cli.Output;

namespace Technic.Cli.Setup;

/// <summary>The options for the output format and the output file.</summary>
internal sealed class OutputOptions
{
    private readonly ChoiceOption<OutputFormat> _format;

    private readonly Option<string?> _output = OptionFactory.Text(
        "--output", "FILE", "Write the output to a file (atomically) instead of standard output.");

    /// <param name="formats">The supported formats, the default format first.</param>
    public OutputOptions(params OutputFormat[] formats) => _format = new ChoiceOption<OutputFormat>(
        "--format", "format", "Output format.", [.. formats.Select(format => (Name(format), format))])
    {
        Default = Name(formats[0]),
    };

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_output);
    }

    public OutputFormat Format(ParseResult arguments) => _format.Read(arguments);

    /// <exception cref="UsageException">The file cannot be written.</exception>
    public OutputTarget Open(ParseResult arguments, Terminal terminal) => OutputTarget.Open(arguments.GetValue(_output), terminal);

    private static string Name(OutputFormat format) => format.ToString().ToLowerInvariant();
}

/// <summary>The output formats.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Csv,
}
