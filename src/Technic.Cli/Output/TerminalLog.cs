using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Technic.Cli.Output;

/// <summary>
/// Logs to standard error. By default, it shows only warnings of the price store and the web server. The summary of a scan reports failed
/// symbols.
/// </summary>
internal sealed class TerminalLog(Terminal terminal, TimeProvider time, int verbosity) : ILoggerFactory
{
    private static readonly string[] AlwaysLogged = ["Technic.Embedded.", "Technic.Core.Storage.WriteBehind", "Technic.Web."];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName, Level(categoryName));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The log supports standard error only.");

    public void Dispose()
    {
    }

    private LogLevel Level(string category) => verbosity switch
    {
        0 => AlwaysLogged.Any(name => category.StartsWith(name, StringComparison.Ordinal)) ? LogLevel.Warning : LogLevel.None,
        1 => LogLevel.Information,
        _ => LogLevel.Trace,
    };

    private void Write(string category, LogLevel level, string message, Exception? problem)
    {
        if (problem is not null && verbosity > 1) message = $"{message}: {problem}";
        if (verbosity > 0)
        {
            var name = category[(category.LastIndexOf('.') + 1)..];
            message = string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss.fff} {Word(level)} {name}: {message}");
        }
        terminal.WriteMessage(message);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        _ => "error",
    };

    private sealed class Logger(TerminalLog log, string category, LogLevel least) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(category, logLevel, formatter(state, exception), exception);
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }
}
