using Microsoft.Extensions.Logging;
using Technic.Cli.Output;

namespace Technic.Cli;

/// <summary>The environment of a command: the terminal, the clock, and a log on standard error.</summary>
internal sealed class Shell(Terminal terminal, TimeProvider time)
{
    private ILoggerFactory? _loggers;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>The log level on standard error: 0 for important warnings, 1 for information (-v), 2 for trace (-vv).</summary>
    public int Verbosity { get; set; }

    public ILoggerFactory Loggers => _loggers ??= new TerminalLog(terminal, time, Verbosity);
}
