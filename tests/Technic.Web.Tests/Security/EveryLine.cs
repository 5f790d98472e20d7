using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Technic.Web.Tests.Security;

/// <summary>Captures all log messages, scopes and exceptions.</summary>
internal sealed class EveryLine : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{formatter(state, exception)} {exception}");

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        _lines.Enqueue($"{state}");
        return null;
    }

    public void Dispose()
    {
    }
}
