using System.Text;

namespace Technic.Cli.Output;

/// <summary>
/// Standard output and standard error of the process. Data goes to standard output; messages and the status line go to standard error.
/// Thread-safe.
/// </summary>
internal sealed class Terminal
{
    private const string EraseLine = "\r\u001b[2K";
    private const int DefaultWidth = 80;

    private readonly Lock _gate = new();
    private readonly TextWriter _error;
    private string? _status;

    private Terminal(TextWriter error) => _error = error;

    /// <summary>Whether standard output is an interactive terminal.</summary>
    public required bool OutputIsTerminal { get; init; }

    /// <summary>Whether standard output supports colours.</summary>
    public required bool OutputHasColour { get; init; }

    /// <summary>Whether standard error can show a status line.</summary>
    public required bool ShowsStatus { get; init; }

    /// <summary>The width of the terminal in characters.</summary>
    public static int Width
    {
        get
        {
            try { return Console.WindowWidth is > 0 and var width ? width : DefaultWidth; }
            catch (IOException) { return DefaultWidth; }
        }
    }

    public static Terminal OfProcess()
    {
        var supportsEscapes = Environment.GetEnvironmentVariable("TERM") is not "dumb";
        var output = !Console.IsOutputRedirected;
        if (OperatingSystem.IsWindows() && output) Console.OutputEncoding = Encoding.UTF8;
        return new Terminal(Console.Error)
        {
            OutputIsTerminal = output,
            // https://no-color.org: disabled if the variable is set and not empty.
            OutputHasColour = output && supportsEscapes && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            ShowsStatus = !Console.IsErrorRedirected && supportsEscapes,
        };
    }

    /// <summary>Writes a message to standard error.</summary>
    public void WriteMessage(string message)
    {
        lock (_gate)
        {
            if (_status is not null) _error.Write(EraseLine);
            _error.WriteLine(TerminalText.Clean(message));
            if (_status is not null) _error.Write(_status);
        }
    }

    /// <summary>Replaces the status line; <c>null</c> removes it. Does nothing if standard error is not a terminal.</summary>
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
