using System.CommandLine;
using Technic.Cli.Output;

namespace Technic.Cli.Setup;

/// <summary>The options that say how data is written, and where.</summary>
internal sealed class OutputOptions
{
    private readonly WordOption<OutputFormat> _format;

    private readonly Option<string?> _output = NewOption.Text(
        "--output", "FILE", "Write the data to a file, which appears whole or not at all, instead of standard output.");

    /// <param name="formats">The formats that the data has, the usual one first.</param>
    public OutputOptions(params OutputFormat[] formats) => _format = new WordOption<OutputFormat>(
        "--format", "format", "How the data is written.", [.. formats.Select(format => (Word(format), format))])
    {
        Default = Word(formats[0]),
    };

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_output);
    }

    public OutputFormat Format(ParseResult arguments) => _format.Read(arguments);

    /// <exception cref="UsageException">The file cannot be written.</exception>
    public OutputTarget Open(ParseResult arguments, Terminal terminal) => OutputTarget.Open(arguments.GetValue(_output), terminal);

    private static string Word(OutputFormat format) => format.ToString().ToLowerInvariant();
}
