using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Technic.Cli.Setup;
using Technic.Web;
using Technic.Web.Mcp;

namespace Technic.Cli.Commands;

/// <summary><c>technic mcp</c>: tools for language models over standard input and output, until standard input ends.</summary>
internal sealed class McpCommand : Command
{
    public static CommandEntry Entry => new(
        "mcp", "Run an MCP server on standard input and output: scans for language models.",
        shell => new McpCommand(shell));

    private readonly Shell _shell;
    private readonly EngineOptions _engine = new();
    private readonly FormulaFileOption _formulas;

    public McpCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        _formulas = new FormulaFileOption(_engine.Data);
        _engine.AddTo(this);
        _formulas.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var open = _engine.Read(arguments, _shell);
        var options = new TechnicWebOptions { Formulas = _formulas.Definitions(arguments) };
        await using var host = await open(cancellationToken).ConfigureAwait(false);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(_shell.Loggers);
        builder.Services.AddSingleton(_shell.Time);
        builder.Services.AddSingleton(host.Engine);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddTechnicMcp(options);
        using var server = builder.Build();
        if (host is EngineHost local)
            _shell.Terminal.WriteMessage(local.NoticeOf(local.Source.Name) ?? $"Prices: {local.Source.Description.TrimEnd('.')}.");
        await server.RunAsync(cancellationToken).ConfigureAwait(false);
        return ExitCodes.Success;
    }
}
