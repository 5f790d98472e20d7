using Microsoft.Extensions.Logging;
using Technic.Cli.Output;

namespace Technic.Cli;

/// <summary>What every command works with: the terminal, the clock, and a log on standard error.</summary>
internal sealed class Shell(Terminal terminal, TimeProvider time)
{
    private ILoggerFactory? _loggers;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>How much is told on standard error: 0 for what a person must know, 1 for what is done, 2 for everything.</summary>
    public int Verbosity { get; set; }

    public ILoggerFactory Loggers => _loggers ??= new TerminalLog(terminal, time, Verbosity);
}
