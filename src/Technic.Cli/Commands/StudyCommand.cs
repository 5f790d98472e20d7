using System.CommandLine;
using Microsoft.Extensions.Logging;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Columnar;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Reports;
using Technic.Core.Studies;

namespace Technic.Cli.Commands;

/// <summary><c>technic study</c>: what followed when a formula was true, on all days and for all symbols of a market.</summary>
internal sealed partial class StudyCommand : Command
{
    public static CommandEntry Entry => new(
        "study", "Study a condition: what followed on all days of the past, for all symbols, against the market.",
        shell => new StudyCommand(shell));

    private const int CheckSeed = 13;

    private readonly Shell _shell;
    private readonly StudyOptions _study;
    private readonly StudyUniverseOption _universe = new();
    private readonly SourceOptions _source = new();
    private readonly StoreOptions _store = new();
    private readonly OutputOptions _output = new(
        OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv, OutputFormat.Arrow, OutputFormat.Parquet);

    private readonly Option<bool> _check = new("--check")
    {
        Description = "Check for look-ahead: on random days, the data up to that day must give the same signals.",
    };

    private readonly Option<string?> _events = OptionFactory.Text(
        "--events", "FILE",
        "Write every signal with its returns to a file: CSV, or Parquet or Arrow if its name ends with .parquet or .arrow.");

    private readonly Option<string?> _trades = OptionFactory.Text(
        "--trades", "FILE", "Write every trade to a file, in the formats of --events.");

    public StudyCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        _study = new StudyOptions(_store.Data);
        _study.AddTo(this);
        _universe.AddTo(this);
        Add(_check);
        Add(_events);
        Add(_trades);
        _source.AddTo(this);
        _store.AddTo(this);
        _output.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (mode, file) = _universe.Read(arguments);
        var studies = _study.Read(arguments, mode, NewYork.Date(_shell.Time.GetUtcNow()));
        var (format, events, trades) = (_output.Format(arguments), arguments.GetValue(_events), arguments.GetValue(_trades));
        if (studies.Count > 1 && (format.ForTools() is not null || events is not null || trades is not null))
            throw new UsageException("Signals and trades can be written for one study only, without --grid, --compare and --presets.");
        if (trades is not null && studies[0].Request.Trades is null)
            throw new UsageException("--trades requires a rule: --exit, --stop, --max-hold or --positions.");
        var universe = file is null ? null : StudyUniverseOption.Open(file, _shell.Terminal, cancellationToken);
        using var target = _output.Open(arguments, _shell.Terminal);

        await using var host = await OpenAsync(arguments, cancellationToken).ConfigureAwait(false);
        if (host.NoticeOf(host.Source.Description) is { } notice) _shell.Terminal.WriteMessage(notice);
        StudyRequest[] requests =
            [.. studies.Select(study => study.Request with { Scan = study.Request.Scan with { Universe = universe } })];
        var run = await host.Engine.StudiesAsync(cancellationToken).ConfigureAwait(false);
        if (arguments.GetValue(_check))
        {
            var histories = await run.HistoriesAsync(requests, cancellationToken).ConfigureAwait(false);
            return Check(requests, histories, target, format, cancellationToken);
        }
        var log = _shell.Loggers.CreateLogger<StudyCommand>();
        var results = await run.RunAsync(requests, Report, cancellationToken).ConfigureAwait(false);
        _shell.Terminal.Status(null);
        if (_study.ArePresets(arguments))
            await run.KeepPresetsAsync([.. studies.Zip(results, (study, result) => (study.Name!, result))], cancellationToken)
                .ConfigureAwait(false);
        if (events is not null)
            await WriteFileAsync(events, StudyTables.Signals(results[0]), cancellationToken).ConfigureAwait(false);
        if (trades is not null)
            await WriteFileAsync(trades, StudyTables.Trades(results[0], results[0].Trades!), cancellationToken).ConfigureAwait(false);
        if (format.ForTools() is { } table)
            await target.WriteTableAsync(StudyTables.Signals(results[0]), table, cancellationToken).ConfigureAwait(false);
        else Write(target, format, studies, results);
        target.Complete();
        return ExitCodes.Success;

        void Report(string step)
        {
            _shell.Terminal.Status($"Study: {step} …");
            LogStep(log, step);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Study: {Step}")]
    private static partial void LogStep(ILogger logger, string step);

    /// <summary>The engine's source and store; a study makes no requests, so it reads the stored days of a provider.</summary>
    private async Task<EngineHost> OpenAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (source, store) = (_source.Read(arguments), _store.Read(arguments));
        var prices = await SourceFactory.CreateAsync(source, store, _shell, cancellationToken).ConfigureAwait(false);
        return new EngineHost(prices, store, _shell.Time, _shell.Loggers);
    }

    private int Check(
        IReadOnlyList<StudyRequest> requests, IReadOnlyList<TradedHistory> histories, OutputTarget target,
        OutputFormat format, CancellationToken cancellationToken)
    {
        var check = new LookAheadCheck(histories);
        var differences = new List<LookAhead>();
        var days = 0;
        foreach (var request in requests)
        {
            _shell.Terminal.Status("Checking for look-ahead …");
            var (found, different) = check.Run(request, CheckSeed, cancellationToken);
            days += found.Count;
            differences.AddRange(different);
        }
        _shell.Terminal.Status(null);
        if (format == OutputFormat.Json) target.WriteJson(json => StudyJson.WriteCheck(json, days, differences));
        else StudyTable.WriteCheck(target, days, differences);
        target.Complete();
        return differences.Count == 0 ? ExitCodes.Success : ExitCodes.Failed;
    }

    /// <summary>Writes a file in the format of its name, CSV for other names.</summary>
    private async Task WriteFileAsync(string path, ReportTable table, CancellationToken cancellationToken)
    {
        using var file = OutputTarget.Open(path, _shell.Terminal);
        await file.WriteTableAsync(table, TableFile.FormatOf(path) ?? TableFormat.Csv, cancellationToken).ConfigureAwait(false);
        file.Complete();
    }

    private static void Write(
        OutputTarget target, OutputFormat format, IReadOnlyList<(string? Name, StudyRequest Request)> studies,
        IReadOnlyList<StudyResult> results)
    {
        switch (format)
        {
            case OutputFormat.Json when results.Count == 1:
                target.WriteJson(json => StudyJson.Write(json, results[0]));
                break;
            case OutputFormat.Json:
                target.WriteJson(json => StudyJson.WriteAll(json, results));
                break;
            default:
                if (results.Count == 1) StudyTable.Write(target, results[0]);
                else StudyTable.WriteComparison(target, [.. studies.Select(study => study.Name)], results);
                break;
        }
    }
}
