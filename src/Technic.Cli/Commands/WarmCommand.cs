using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Scans;

namespace Technic.Cli.Commands;

/// <summary><c>technic warm</c>: preloads price histories, e.g. every evening after the close.</summary>
internal sealed class WarmCommand : Command
{
    public static CommandEntry Entry => new(
        "warm", "Preload price histories, so that the next scan needs no API requests.",
        shell => new WarmCommand(shell));

    private readonly Shell _shell;
    private readonly UniverseOptions _universe = new();
    private readonly FieldOptions _window = FieldOptions.Warm();
    private readonly EngineOptions _engine = new();

    public WarmCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        _universe.AddTo(this);
        _window.AddTo(this);
        _engine.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var scan = RequestOptions.Of(_universe.AddTo(_window.ExplicitChanges(arguments), arguments), _shell.Time);
        var open = _engine.Read(arguments, _shell);
        var host = await open(cancellationToken).ConfigureAwait(false);
        int code;
        await using (host.ConfigureAwait(false)) code = await LoadAsync(host, scan, cancellationToken).ConfigureAwait(false);
        // The log has the reason. What is not stored is loaded again, which is what this command should prevent.
        var notStored = host is EngineHost local ? await local.GetNotStoredAsync(cancellationToken).ConfigureAwait(false) : 0;
        return notStored > 0 ? ExitCodes.Failed : code;
    }

    private async Task<int> LoadAsync(IEngineHost host, ScanArguments scan, CancellationToken cancellationToken)
    {
        using var target = OutputTarget.Open(null, _shell.Terminal);
        var universe = await UniverseOptions.OpenAsync(scan, host, _shell.Terminal, cancellationToken).ConfigureAwait(false);
        var (result, plan) = await ScanProgressBar.FollowAsync(
            host.Engine, scan.Request with { Universe = universe, Top = 1 }, _shell, begin: null, early: null, cancellationToken)
            .ConfigureAwait(false);

        var summary = result.Summary;
        var parts = plan is { Days: > 0 } or { Singles: > 0 } ? $" ({PlanText.Prices(plan)})" : "";
        var ready = summary.Tiers.Total - result.Failures.Count - summary.Stale;
        target.Text.WriteLine(
            $"{TerminalText.Count(summary.Tiers.Total, "symbol")} as of {summary.AsOf:yyyy-MM-dd}:"
            + $" {TerminalText.Count(summary.ProviderRequests, "request")} to {summary.Source}{parts}"
            + $" in {TerminalText.Time(summary.Elapsed)}; {TerminalText.Count(ready)} ready,"
            + $" {TerminalText.Count(summary.Stale)} stale, {TerminalText.Count(result.Failures.Count)} without prices.");
        target.Complete();
        return GetExitCode(result);
    }

    /// <summary>Fails if the provider failed for any symbol. A symbol without bars is not a failure.</summary>
    private int GetExitCode(ScanResult result)
    {
        var failed = result.Failures.Where(failure => failure.Reason != SymbolOutcome.NoBars).ToArray();
        foreach (var line in FailureText.Lines(failed)) _shell.Terminal.WriteMessage(line);
        if (result.Summary.Stale > 0) _shell.Terminal.WriteMessage("The provider failed. Stale price histories are from an earlier load.");
        return failed.Length > 0 || result.Summary.Stale > 0 ? ExitCodes.Failed : ExitCodes.Success;
    }
}
