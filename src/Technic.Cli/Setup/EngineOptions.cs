using System.CommandLine;

namespace Technic.Cli.Setup;

/// <summary>The options that select the engine: in this process, with its source and store, or on a server.</summary>
internal sealed class EngineOptions
{
    private readonly SourceOptions _source = new();
    private readonly StoreOptions _store = new();
    private readonly ServerOption _server = new();

    /// <inheritdoc cref="StoreOptions.Data"/>
    public Option<string?> Data => _store.Data;

    public void AddTo(Command command)
    {
        _source.AddTo(command);
        _store.AddTo(command);
        _server.AddTo(command);
    }

    /// <summary>Reads and validates the options.</summary>
    /// <returns>A function that opens the engine.</returns>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public Func<CancellationToken, Task<IEngineHost>> Read(ParseResult arguments, Shell shell)
    {
        if (_server.Read(arguments, [.. _source.All, .. _store.All])
            is { } server) return _ => Task.FromResult<IEngineHost>(new ServerHost(server, shell.Time));
        var (source, store) = (_source.Read(arguments), _store.Read(arguments));
        return async cancellationToken => new EngineHost(
            await SourceFactory.CreateAsync(source, store, shell, cancellationToken).ConfigureAwait(false), store, shell.Time,
                shell.Loggers);
    }
}
