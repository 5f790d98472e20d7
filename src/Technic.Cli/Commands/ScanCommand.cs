using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Engine;
using Technic.Core.Provider;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Commands;

/// <summary><c>technic scan</c>: scans and ranks the symbols of a market.</summary>
internal sealed class ScanCommand : Command
{
    public static CommandEntry Entry => new(
        "scan", "Scan a market: load price histories, compute indicators and ratings, and rank the symbols.",
        shell => new ScanCommand(shell));

    private const int MaxRuns = 1_000;

    private readonly Shell _shell;
    private readonly UniverseOptions _universe = new();
    private readonly FieldOptions _scan = FieldOptions.All();
    private readonly RequestOptions _request;
    private readonly RowOptions _rows = new();
    private readonly EngineOptions _engine = new();
    private readonly OutputOptions _output = new(
        OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv, OutputFormat.Arrow, OutputFormat.Parquet);
    private readonly Option<int> _repeat = OptionFactory.Integer("--repeat", 1, "Number of runs. The runs are timed and compared.");

    private readonly Option<bool> _plan = new("--plan")
    {
        Description = "Show the required API requests and their estimated time, without a scan.",
    };

    public ScanCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        _request = new RequestOptions(_engine.Data);
        _universe.AddTo(this);
        _scan.AddTo(this);
        _request.AddTo(this);
        _rows.AddTo(this);
        _engine.AddTo(this);
        Add(_repeat);
        Add(_plan);
        _output.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var scan = _request.Read(arguments, _universe.AddTo(_scan.ExplicitChanges(arguments), arguments), _shell.Time);
        var view = _rows.Read(arguments, _output.Format(arguments));
        var (open, repeat) = (_engine.Read(arguments, _shell), arguments.GetValue(_repeat));
        if (repeat is < 1 or > MaxRuns) throw new UsageException($"--repeat must be between 1 and {MaxRuns}.");
        if (arguments.GetValue(_plan) && _output.Format(arguments) is (OutputFormat.Arrow or OutputFormat.Parquet))
            throw new UsageException("--plan requires --format table or json.");
        using var target = _output.Open(arguments, _shell.Terminal);
        _request.Save(arguments, scan, _shell.Terminal);

        await using var host = await open(cancellationToken).ConfigureAwait(false);
        var universe = await UniverseOptions.OpenAsync(scan, host, _shell.Terminal, cancellationToken).ConfigureAwait(false);
        if (arguments.GetValue(_plan))
        {
            var plan = await host.Engine.PlanAsync(scan.Request with { Universe = universe }, cancellationToken).ConfigureAwait(false);
            return WritePlan(plan, _output.Format(arguments), target);
        }
        var output = OutputOf(_output.Format(arguments), target, view);
        var runs = new List<MeasuredScan>();
        while (runs.Count < repeat)
        {
            var (result, _) = await ScanProgressBar.FollowAsync(
                host.Engine, scan.Request with { Universe = universe }, _shell, Started, Early, cancellationToken).ConfigureAwait(false);
            runs.Add(new MeasuredScan(result, await host.Engine.GetStatisticsAsync(cancellationToken).ConfigureAwait(false)));
            output.RunEnded(runs[^1], runs.Count, repeat);
        }
        await output.EndAsync(new ScanReport(runs), cancellationToken).ConfigureAwait(false);
        target.Complete();
        return GetExitCode(runs[^1].Result);

        void Early(ScanProvisional early)
        {
            if (!output.ShowsProvisional(early)) _shell.Terminal.WriteMessage(ProvisionalText.Line(early));
        }

        void Started(ScanStarted started)
        {
            if (runs.Count > 0) return;
            if (WindowAdvice.For(scan.Request, started.Days, started.AsOf) is { } advice) _shell.Terminal.WriteMessage(advice);
            output.Begin(host.NoticeOf(started.Source));
        }
    }

    private static int WritePlan(LoadPlan plan, OutputFormat format, OutputTarget target)
    {
        if (format == OutputFormat.Json) target.WriteJson(json => ScanJson.WritePlan(json, plan));
        else foreach (var line in PlanText.Lines(plan)) target.Text.WriteLine(line);
        target.Complete();
        return ExitCodes.Success;
    }

    private IScanOutput OutputOf(OutputFormat format, OutputTarget target, RowView view) => format.ForTools() is { } table
        ? new ScanRowsOutput(target, view, table, _shell.Terminal)
        : format == OutputFormat.Json
            ? new ScanJsonOutput(target, view, _shell.Terminal)
            : new ScanTableOutput(target, view, _shell.Terminal);

    /// <summary>The scan fails only if all symbols fail.</summary>
    private int GetExitCode(ScanResult result)
    {
        if (result.Failures.Count == 0 || result.Failures.Count < result.Summary.Tiers.Total) return ExitCodes.Success;
        _shell.Terminal.WriteMessage(FailureText.All(result.Failures));
        return ExitCodes.Failed;
    }
}
