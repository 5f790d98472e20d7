using System.CommandLine;
using System.Net;
using Technic.Cli.Output;
using Technic.Cli.Setup;

namespace Technic.Cli.Commands;

/// <summary><c>technic serve</c>: the engine of this process for others on this machine, until it is interrupted.</summary>
internal sealed class ServeCommand : Command
{
    private const int DefaultPort = 5080;

    private readonly Shell _shell;
    private readonly SourceOptions _source = new();
    private readonly StoreOptions _store = new();
    private readonly Option<int> _port = NewOption.Whole("--port", DefaultPort, "The port to listen on, on 127.0.0.1; 0 for any that is free.");

    public ServeCommand(Shell shell) : base("serve", "Serve scans and histories to programs on this machine, by REST and server-sent events.")
    {
        _shell = shell;
        Add(_port);
        _source.AddTo(this);
        _store.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (source, store, port) = (_source.Read(arguments), _store.Read(arguments), arguments.GetValue(_port));
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort) throw new UsageException($"{port} is no port: 1 to {IPEndPoint.MaxPort} are possible, and 0 for any.");

        await using var host = new EngineHost(SourceFactory.Create(source, _shell, cancellationToken), store, _shell.Time, _shell.Loggers);
        await using var server = await LocalServer.StartAsync(host.Engine, port, _shell, cancellationToken).ConfigureAwait(false);
        Announce(host, server);

        await UntilInterruptedAsync(cancellationToken).ConfigureAwait(false);
        await server.StopAsync().ConfigureAwait(false);
        _shell.Terminal.Say("Stopped; what was fetched so far is kept.");
        return ExitCodes.Success;
    }

    /// <summary>The address is data, for who starts the server to read; the rest is for a person.</summary>
    private void Announce(EngineHost host, LocalServer server)
    {
        _shell.Terminal.Say(host.NoticeOf(host.Source.Name) ?? $"Prices: {host.Source.Description.TrimEnd('.')}.");
        _shell.Terminal.Say("Serving until Ctrl-C; /openapi/v1.json describes what there is.");
        using var target = OutputTarget.Open(null, _shell.Terminal);
        target.Text.WriteLine(server.Url);
        target.Complete();
    }

    private static Task UntilInterruptedAsync(CancellationToken interrupted)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        interrupted.Register(end.SetResult);
        return end.Task;
    }
}
