using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Technic.Cli.Output;
using Technic.ServiceDefaults;

namespace Technic.Cli;

/// <summary>The environment of a command: the terminal, the clock, and a log on standard error.</summary>
internal sealed class Shell(Terminal terminal, TimeProvider time) : IDisposable
{
    private ILoggerFactory? _loggers;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>The log level on standard error: 0 for important warnings, 1 for information (-v), 2 for trace (-vv).</summary>
    public int Verbosity { get; set; }

    public ILoggerFactory Loggers => _loggers ??= new TerminalLog(terminal, time, Verbosity);

    /// <summary>Logs as JSON from now on, on standard error.</summary>
    /// <param name="configuration">The section <c>Logging</c> overrides the levels.</param>
    public void UseJsonLog(IConfiguration configuration) => _loggers = LoggerFactory.Create(logging =>
    {
        var level = Verbosity switch { 0 => LogLevel.Warning, 1 => LogLevel.Information, _ => LogLevel.Trace };
        logging.AddServiceLog(configuration, level, errorStream: true);
    });

    /// <summary>Writes the messages that the log still buffers.</summary>
    public void Dispose() => _loggers?.Dispose();
}
