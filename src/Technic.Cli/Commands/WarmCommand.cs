using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Scans;

namespace Technic.Cli.Commands;

/// <summary><c>technic warm</c>: loads price histories ahead of their use, e.g. every evening after the close.</summary>
internal sealed class WarmCommand : Command
{
    private readonly Shell _shell;
    private readonly UniverseOptions _universe = new();
    private readonly FieldOptions _window = FieldOptions.Warm();
    private readonly EngineOptions _engine = new();

    public WarmCommand(Shell shell) : base("warm", "Load price histories ahead of their use, so that the next scan needs no request.")
    {
        _shell = shell;
        _universe.AddTo(this);
        _window.AddTo(this);
        _engine.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var asked = RequestOptions.Of(_universe.AddTo(_window.Said(arguments), arguments), _shell.Time);
        var open = _engine.Read(arguments, _shell);
        using var target = OutputTarget.Open(null, _shell.Terminal);
        await using var host = open(cancellationToken);
        var universe = await UniverseOptions.OpenAsync(asked, host, _shell.Terminal, cancellationToken).ConfigureAwait(false);
        var (result, plan) = await ScanProgressBar.FollowAsync(
            host.Engine, asked.Request with { Universe = universe, Top = 1 }, _shell, begin: null, cancellationToken).ConfigureAwait(false);

        var summary = result.Summary;
        var parts = plan is { Days: > 0 } or { Singles: > 0 } ? $" ({PlanText.Prices(plan)})" : "";
        var ready = summary.Tiers.Total - result.Failures.Count - summary.Stale;
        target.Text.WriteLine(
            $"{TerminalText.Count(summary.Tiers.Total, "symbol")} as of {summary.AsOf:yyyy-MM-dd}: {TerminalText.Count(summary.ProviderRequests, "request")} to"
            + $" {summary.Source}{parts} in {TerminalText.Time(summary.Elapsed)}; {TerminalText.Count(ready)} ready,"
            + $" {TerminalText.Count(summary.Stale)} stale, {TerminalText.Count(result.Failures.Count)} without prices.");
        target.Complete();
        return Verdict(result);
    }

    /// <summary>A symbol that has no bars is as warm as can be; one that the provider did not give is not.</summary>
    private int Verdict(ScanResult result)
    {
        var failed = result.Failures.Where(failure => failure.Reason != SymbolOutcome.NoBars).ToArray();
        foreach (var line in FailureText.Lines(failed)) _shell.Terminal.Say(line);
        if (result.Summary.Stale > 0) _shell.Terminal.Say("The provider failed; what is stale was loaded before.");
        return failed.Length > 0 || result.Summary.Stale > 0 ? ExitCodes.Failed : ExitCodes.Success;
    }
}
