using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Histories;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Commands;

/// <summary><c>technic scan</c>: ranks the symbols of a market.</summary>
internal sealed class ScanCommand : Command
{
    private const int MostRuns = 1_000;

    private readonly Shell _shell;
    private readonly UniverseOptions _universe = new();
    private readonly FieldOptions _scan = FieldOptions.All();
    private readonly RequestOptions _request = new();
    private readonly RowOptions _rows = new();
    private readonly EngineOptions _engine = new();
    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
    private readonly Option<int> _repeat = NewOption.Whole("--repeat", 1, "How often to scan; the runs are timed and compared.");

    private readonly Option<bool> _plan = new("--plan") { Description = "Only tell what the provider would be asked for, and how long that takes." };

    public ScanCommand(Shell shell) : base("scan", "Scan a market: load price histories, compute indicators and a rating, rank.")
    {
        _shell = shell;
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
        var asked = _request.Read(arguments, _universe.AddTo(_scan.Said(arguments), arguments), _shell.Time);
        var shown = _rows.Read(arguments, _output.Format(arguments));
        var (open, repeat) = (_engine.Read(arguments, _shell), arguments.GetValue(_repeat));
        if (repeat is < 1 or > MostRuns) throw new UsageException($"{repeat} is no number of runs: 1 to {MostRuns} are possible.");
        using var target = _output.Open(arguments, _shell.Terminal);
        _request.Save(arguments, asked, _shell.Terminal);
        if (Advice(asked.Request) is { } advice) _shell.Terminal.Say(advice);

        await using var host = open(cancellationToken);
        var universe = await UniverseOptions.OpenAsync(asked, host, _shell.Terminal, cancellationToken).ConfigureAwait(false);
        if (arguments.GetValue(_plan))
        {
            var plan = await host.Engine.PlanAsync(asked.Request with { Universe = universe }, cancellationToken).ConfigureAwait(false);
            return Tell(plan, _output.Format(arguments), target);
        }
        var output = OutputOf(_output.Format(arguments), target, shown);
        var runs = new List<MeasuredScan>();
        while (runs.Count < repeat)
        {
            var (result, _) = await ScanProgressBar.FollowAsync(
                host.Engine, asked.Request with { Universe = universe }, _shell, Started, cancellationToken).ConfigureAwait(false);
            runs.Add(new MeasuredScan(result, await host.Engine.GetStatisticsAsync(cancellationToken).ConfigureAwait(false)));
            output.RunEnded(runs[^1], runs.Count, repeat);
        }
        output.End(new ScanReport(runs));
        target.Complete();
        return Verdict(runs[^1].Result);

        void Started(ScanStarted started)
        {
            if (runs.Count == 0) output.Begin(host.NoticeOf(started.Source));
        }
    }

    private static int Tell(LoadPlan plan, OutputFormat format, OutputTarget target)
    {
        if (format == OutputFormat.Json) target.WriteJson(json => ScanJson.WritePlan(json, plan));
        else foreach (var line in PlanText.Lines(plan)) target.Text.WriteLine(line);
        target.Complete();
        return ExitCodes.Success;
    }

    private string? Advice(ScanRequest request)
    {
        var clock = new MarketClock(_shell.Time);
        return WindowAdvice.For(request, clock.Take().Window(request.KeyOf(default)).To);
    }

    private IScanOutput OutputOf(OutputFormat format, OutputTarget target, ShownRow shown) => format switch
    {
        OutputFormat.Json => new ScanJsonOutput(target, shown, _shell.Terminal),
        OutputFormat.Csv => new ScanCsvOutput(target, shown, _shell.Terminal),
        _ => new ScanTableOutput(target, shown, _shell.Terminal),
    };

    /// <summary>Some failed symbols are an answer; nothing but failed symbols is none.</summary>
    private int Verdict(ScanResult result)
    {
        if (result.Failures.Count == 0 || result.Failures.Count < result.Summary.Tiers.Total) return ExitCodes.Success;
        _shell.Terminal.Say(FailureText.All(result.Failures));
        return ExitCodes.Failed;
    }
}
