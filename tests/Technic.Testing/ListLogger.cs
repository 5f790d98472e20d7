using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Technic.Testing;

/// <summary>Keeps what is logged, as the text a person would read.</summary>
public sealed class ListLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _messages = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Messages => [.. _messages];

    /// <summary>The texts of warnings and errors.</summary>
    public IReadOnlyList<string> Warnings => [.. _messages.Where(m => m.Level >= LogLevel.Warning).Select(m => m.Text)];

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messages.Enqueue((logLevel, formatter(state, exception)));

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
