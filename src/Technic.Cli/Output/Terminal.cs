using System.Text;

namespace Technic.Cli.Output;

/// <summary>
/// The process's standard output and error. Data goes to the output; sentences for a person, and on a terminal one line of status, go to the
/// error. Safe for concurrent use.
/// </summary>
internal sealed class Terminal
{
    private const string EraseLine = "\r\u001b[2K";
    private const int WidthOfUnknown = 80;

    private readonly Lock _gate = new();
    private readonly TextWriter _error;
    private string? _status;

    private Terminal(TextWriter error) => _error = error;

    /// <summary>Whether a person reads the output directly.</summary>
    public required bool OutputIsTerminal { get; init; }

    /// <summary>Whether the output may be coloured.</summary>
    public required bool OutputHasColour { get; init; }

    /// <summary>Whether a line of status can be shown.</summary>
    public required bool ShowsStatus { get; init; }

    /// <summary>The terminal's width in characters.</summary>
    public static int Width
    {
        get
        {
            try { return Console.WindowWidth is > 0 and var width ? width : WidthOfUnknown; }
            catch (IOException) { return WidthOfUnknown; }
        }
    }

    public static Terminal OfProcess()
    {
        var understandsEscapes = Environment.GetEnvironmentVariable("TERM") is not "dumb";
        var output = !Console.IsOutputRedirected;
        if (OperatingSystem.IsWindows() && output) Console.OutputEncoding = Encoding.UTF8;
        return new Terminal(Console.Error)
        {
            OutputIsTerminal = output,
            // https://no-color.org: set and not empty.
            OutputHasColour = output && understandsEscapes && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            ShowsStatus = !Console.IsErrorRedirected && understandsEscapes,
        };
    }

    /// <summary>Says a sentence on standard error.</summary>
    public void Say(string sentence)
    {
        lock (_gate)
        {
            if (_status is not null) _error.Write(EraseLine);
            _error.WriteLine(TerminalText.Clean(sentence));
            if (_status is not null) _error.Write(_status);
        }
    }

    /// <summary>Shows a line of status in place of the one before; <c>null</c> takes it away. Nothing where standard error is no terminal.</summary>
    public void Status(string? line)
    {
        if (!ShowsStatus) return;
        lock (_gate)
        {
            if (line is null && _status is null) return;
            _status = line is null ? null : TerminalText.Shortened(line, Width - 1);
            _error.Write(EraseLine + _status);
        }
    }
}
