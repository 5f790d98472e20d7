using System.CommandLine;
using System.Net;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Web.Security;

namespace Technic.Cli.Commands;

/// <summary><c>technic serve</c>: the engine of this process for others, on this machine or, with keys, on others, until it is interrupted.</summary>
internal sealed class ServeCommand : Command
{
    private const int DefaultPort = 5080;

    private readonly Shell _shell;
    private readonly SourceOptions _source = new();
    private readonly StoreOptions _store = new();
    private readonly Option<int> _port = NewOption.Whole("--port", DefaultPort, "The port to listen on; 0 for any that is free.");
    private readonly Option<string?> _listen = NewOption.Text(
        "--listen", "ADDRESS", "The address to listen on, 127.0.0.1 unless told; one that other machines reach needs --keys.");
    private readonly Option<string?> _keys = NewOption.Text("--keys", "FILE", "The API keys that callers need, one a line as 'technic keys new' prints it.");
    private readonly Option<bool> _open = new("--open") { Description = "Open the pages in a browser." };

    public ServeCommand(Shell shell) : base("serve", "Serve pages, scans and histories to this machine or, with keys, to others.")
    {
        _shell = shell;
        Add(_port);
        Add(_listen);
        Add(_keys);
        Add(_open);
        _source.AddTo(this);
        _store.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (source, store, port) = (_source.Read(arguments), _store.Read(arguments), arguments.GetValue(_port));
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort) throw new UsageException($"{port} is no port: 1 to {IPEndPoint.MaxPort} are possible, and 0 for any.");
        var address = new IPEndPoint(Address(arguments.GetValue(_listen)), port);
        var keys = arguments.GetValue(_keys) is { } file ? KeyRing.Load(file) : KeyRing.None;

        await using var host = new EngineHost(SourceFactory.Create(source, _shell, cancellationToken), store, _shell.Time, _shell.Loggers);
        await using var server = await LocalServer.StartAsync(host.Engine, address, keys, _shell, cancellationToken).ConfigureAwait(false);
        Announce(host, server);
        if (!IPAddress.IsLoopback(address.Address)) _shell.Terminal.Say("Keys and prices travel unencrypted; where others may listen, put a proxy with TLS in front.");
        if (arguments.GetValue(_open) && !WebBrowser.TryOpen(server.Url)) _shell.Terminal.Say("No browser could be opened; the pages are at the address above.");

        await UntilInterruptedAsync(cancellationToken).ConfigureAwait(false);
        await server.StopAsync().ConfigureAwait(false);
        _shell.Terminal.Say("Stopped; what was fetched so far is kept.");
        return ExitCodes.Success;
    }

    /// <summary>The address is data, for who starts the server to read; the rest is for a person.</summary>
    private void Announce(EngineHost host, LocalServer server)
    {
        _shell.Terminal.Say(host.NoticeOf(host.Source.Name) ?? $"Prices: {host.Source.Description.TrimEnd('.')}.");
        _shell.Terminal.Say("Serving until Ctrl-C: pages for people, and for programs what /openapi/v1.json describes.");
        using var target = OutputTarget.Open(null, _shell.Terminal);
        target.Text.WriteLine(server.Url);
        target.Complete();
    }

    private static IPAddress Address(string? text) => text switch
    {
        null or "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(text, out var address) => address,
        _ => throw new UsageException($"'{TerminalText.Shown(text)}' is no address to listen on: it is one of this machine's, e.g. 127.0.0.1, or 0.0.0.0 for all."),
    };

    private static Task UntilInterruptedAsync(CancellationToken interrupted)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        interrupted.Register(end.SetResult);
        return end.Task;
    }
}
