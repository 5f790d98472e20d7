using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.ServiceDefaults;
using Technic.Web.Security;

namespace Technic.Cli.Commands;

/// <summary><c>technic serve</c>: runs the web server on this machine or, with API keys, on a network, until it is interrupted.</summary>
internal sealed class ServeCommand : Command
{
    public static CommandEntry Entry => new("serve", "Run the web server: web pages and REST API.", shell => new ServeCommand(shell));

    private const int DefaultPort = 5080;

    private readonly Shell _shell;
    private readonly SourceOptions _source = new();
    private readonly StoreOptions _store = new();
    private readonly Option<int> _port = OptionFactory.Integer("--port", DefaultPort, "Port to listen on; 0 for any free port.");
    private readonly Option<string?> _listen = OptionFactory.Text(
        "--listen", "ADDRESS",
        "Address to listen on (default 127.0.0.1). Addresses that other machines can reach require --keys or tokens.");
    private readonly Option<string?> _keys = OptionFactory.Text(
        "--keys", "FILE", "API key file, one line per key from 'technic keys new'.");
    private readonly Option<string?> _tokenAuthority = OptionFactory.Text(
        "--token-authority", "URL",
        "URL of an OpenID Connect provider whose access tokens (JWT) are accepted "
            + $"(default ${AccessTokens.AuthorityKey.Replace(":", "__")}).");
    private readonly Option<string?> _tokenAudience = OptionFactory.Text(
        "--token-audience", "NAME", $"Audience of the access tokens (default ${AccessTokens.AudienceKey.Replace(":", "__")}).");
    private readonly Option<string?> _proxies = OptionFactory.Text(
        "--proxies", "ADDRESSES",
        $"IP addresses or networks of reverse proxies, separated by commas (default ${TrustedProxies.Key.Replace(":", "__")}).");
    private readonly Option<string?> _hosts = OptionFactory.Text(
        "--hosts", "NAMES", "Host names of a reverse proxy on this machine, separated by commas (default $Technic__Hosts).");
    private readonly Option<string?> _origins = OptionFactory.Text(
        "--origins", "ORIGINS",
        "Origins of web sites whose pages may use the API (CORS), separated by commas "
            + $"(default ${AllowedOrigins.Key.Replace(":", "__")}).");
    private readonly FormulaFileOption _formulas;
    private readonly Option<bool> _passThrough = new("--pass-through")
    {
        Description = "Pass Polygon requests that cannot be answered here on to Polygon, with its API key and rate limit.",
    };

    private readonly Option<bool> _open = new("--open") { Description = "Open the web pages in a browser." };

    public ServeCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        _formulas = new FormulaFileOption(_store.Data);
        Add(_port);
        Add(_listen);
        Add(_keys);
        Add(_tokenAuthority);
        Add(_tokenAudience);
        Add(_proxies);
        Add(_hosts);
        Add(_origins);
        Add(_passThrough);
        Add(_open);
        _source.AddTo(this);
        _store.AddTo(this);
        _formulas.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var configuration = ServiceConfiguration.Read();
        var source = _source.Read(arguments, name => configuration[name]);
        var (store, port) = (_store.Read(arguments), arguments.GetValue(_port));
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            throw new UsageException($"--port must be between 0 and {IPEndPoint.MaxPort} (0 for any free port).");
        var address = new IPEndPoint(Address(arguments.GetValue(_listen)), port);
        var options = new LocalServerOptions(address, configuration)
        {
            Keys = arguments.GetValue(_keys) is { } file ? KeyRing.Load(file) : KeyRing.None,
            Tokens = TokensOf(arguments, configuration),
            Proxies = arguments.GetValue(_proxies) is { } proxies
                ? TrustedProxies.Parse(proxies, _proxies.Name) : TrustedProxies.Read(configuration),
            Origins = arguments.GetValue(_origins) is { } origins
                ? AllowedOrigins.Parse(origins, _origins.Name) : AllowedOrigins.Read(configuration),
            Formulas = _formulas.Definitions(arguments),
            PassThrough = arguments.GetValue(_passThrough),
            Hosts = (arguments.GetValue(_hosts) ?? configuration["Technic:Hosts"] ?? "").Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        if (ServiceLog.IsJson(configuration)) _shell.UseJsonLog(configuration);

        var prices = await SourceFactory.CreateAsync(source, store, _shell, cancellationToken).ConfigureAwait(false);
        await using var host = new EngineHost(prices, store, _shell.Time, _shell.Loggers, checksWatches: true);
        await using var server = await LocalServer.StartAsync(host.Engine, options, _shell, cancellationToken).ConfigureAwait(false);
        WriteAddress(host, server);
        if (!IPAddress.IsLoopback(address.Address) && options.Proxies.Networks.Count == 0)
            _shell.Terminal.WriteMessage("Warning: connections are not encrypted. Use a TLS proxy on untrusted networks.");
        if (arguments.GetValue(_open) && !WebBrowser.TryOpen(server.Url))
            _shell.Terminal.WriteMessage("Cannot open a browser. Open the address above.");

        await UntilInterruptedAsync(cancellationToken).ConfigureAwait(false);
        await server.StopAsync().ConfigureAwait(false);
        _shell.Terminal.WriteMessage("Stopped. Fetched prices are saved.");
        return ExitCodes.Success;
    }

    private AccessTokens? TokensOf(ParseResult arguments, IConfiguration configuration)
    {
        var given = new Dictionary<string, string?>();
        if (arguments.GetValue(_tokenAuthority) is { } authority) given[AccessTokens.AuthorityKey] = authority;
        if (arguments.GetValue(_tokenAudience) is { } audience) given[AccessTokens.AudienceKey] = audience;
        return AccessTokens.From(new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(given).Build());
    }

    /// <summary>Writes the URL to standard output, so that scripts can read it, and everything else to standard error.</summary>
    private void WriteAddress(EngineHost host, LocalServer server)
    {
        _shell.Terminal.WriteMessage(host.NoticeOf(host.Source.Name) ?? $"Prices: {host.Source.Description.TrimEnd('.')}.");
        _shell.Terminal.WriteMessage("Press Ctrl-C to stop. API description: /openapi/v1.json");
        using var target = OutputTarget.Open(null, _shell.Terminal);
        target.Text.WriteLine(server.Url);
        target.Complete();
    }

    private static IPAddress Address(string? text) => text switch
    {
        null or "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(text, out var address) => address,
        _ => throw new UsageException(
            $"Invalid address '{TerminalText.Shown(text)}' for --listen: expected an IP address, e.g. 127.0.0.1, or 0.0.0.0 for all."),
    };

    private static Task UntilInterruptedAsync(CancellationToken interrupted)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        interrupted.Register(end.SetResult);
        return end.Task;
    }
}
