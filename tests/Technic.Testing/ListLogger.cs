using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Technic.Testing;

/// <summary>Keeps the logged messages as text.</summary>
public sealed class ListLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _messages = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Messages => [.. _messages];

    /// <summary>The texts of warnings and errors.</summary>
    public IReadOnlyList<string> Warnings => [.. _messages.Where(m => m.Level >= LogLevel.Warning).Select(m => m.Text)];

    /// <summary>Called with each message, while the code that logs it waits.</summary>
    public Action<string>? OnLogged { get; set; }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        _messages.Enqueue((logLevel, text));
        OnLogged?.Invoke(text);
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
