using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Held;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Polygon;

namespace Technic.Cli.Commands;

/// <summary><c>technic audit</c>: compares the stored market days with the calendar, their neighbours and the splits, and repairs
/// them.</summary>
internal sealed class AuditCommand : Command
{
    public static CommandEntry Entry => new(
        "audit", "Audit the stored market days: missing and incomplete days, unexplained jumps, splits, symbols that stopped.",
        shell => new AuditCommand(shell));

    private readonly Shell _shell;
    private readonly EngineOptions _engine = new();
    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "Request missing, preliminary and incomplete days again, newest first.",
    };

    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public AuditCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_repair);
        _engine.AddTo(this);
        _output.AddTo(this);
        SetAction(RunAsync);
    }

    /// <returns>Success when no stored day is left that can be repaired.</returns>
    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var open = _engine.Read(arguments, _shell);
        using var target = _output.Open(arguments, _shell.Terminal);
        await using var host = await open(cancellationToken).ConfigureAwait(false);
        var audit = await AuditAsync(host, cancellationToken).ConfigureAwait(false);
        if (arguments.GetValue(_repair)) audit = await RepairAsync(host, audit, cancellationToken).ConfigureAwait(false);
        var survivorship = await SurvivorshipAsync(host, cancellationToken).ConfigureAwait(false);
        if (_output.Format(arguments) == OutputFormat.Json)
        {
            target.WriteJson(json =>
            {
                json.WriteStartObject();
                AuditJson.WriteDays(json, audit.Days);
                AuditJson.WriteFindings(json, audit.Findings);
                if (survivorship is not null) StudyJson.WriteSurvivorship(json, survivorship);
                json.WriteEndObject();
            });
        }
        else
        {
            AuditTable.Write(target, audit);
            if (survivorship is not null) StudyTable.WriteSurvivorship(target, survivorship);
        }
        target.Complete();
        return audit.Repairable.Count == 0 ? ExitCodes.Success : ExitCodes.Failed;
    }

    private async Task<MarketAudit> AuditAsync(IEngineHost host, CancellationToken cancellationToken)
    {
        if (host is EngineHost { Source: ImportedMarket imported })
            return await imported.Audit(new MarketClock(_shell.Time)).RunAsync(cancellationToken).ConfigureAwait(false);
        var audit = host.Engine is IMarketReference market ? await market.AuditAsync(cancellationToken).ConfigureAwait(false) : null;
        return audit
            ?? throw new UsageException("'technic audit' requires whole market days: imported ones, or a price source such as Polygon.");
    }

    /// <summary>What a study is worth without the symbols that stopped; <c>null</c> without stored days, and on a server.</summary>
    private async Task<Survivorship?> SurvivorshipAsync(IEngineHost host, CancellationToken cancellationToken)
    {
        if (host is not EngineHost { Engine: var engine }) return null;
        _shell.Terminal.Status("Studying the survivors …");
        try
        {
            var studies = await engine.StudiesAsync(cancellationToken).ConfigureAwait(false);
            return await studies.SurvivorshipAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is ScanFailedException or ScanRequestException)
        {
            _shell.Terminal.WriteMessage($"Survivors were not studied: {problem.Message}");
            return null;
        }
        finally
        {
            _shell.Terminal.Status(null);
        }
    }

    private async Task<MarketAudit> RepairAsync(IEngineHost host, MarketAudit audit, CancellationToken cancellationToken)
    {
        if (host is EngineHost { Source: ImportedMarket })
            throw new UsageException($"--repair requests days from Polygon: set {PolygonOptions.KeyVariable}.");
        var (market, failed, requests) = ((IMarketReference)host.Engine, 0, 0);
        foreach (var day in audit.Repairable)
        {
            try
            {
                requests += await market.ReloadDayAsync(day, cancellationToken).ConfigureAwait(false);
            }
            catch (ScanFailedException problem)
            {
                failed++;
                _shell.Terminal.WriteMessage($"{day:yyyy-MM-dd} was not repaired: {problem.Message}");
            }
        }
        _shell.Terminal.WriteMessage(
            $"{TerminalText.Count(audit.Repairable.Count - failed, "day")} requested again in {TerminalText.Count(requests, "request")}.");
        return await AuditAsync(host, cancellationToken).ConfigureAwait(false);
    }
}
