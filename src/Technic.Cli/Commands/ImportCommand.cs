using System.CommandLine;
using Microsoft.Extensions.Logging;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Commands;

/// <summary><c>technic import FILE…</c>: imports whole-market days from files into the price store.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Shell _shell;

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description =
            "Unadjusted daily bars, plain or gzip: Polygon flat files (day aggregates), or symbol,date,open,high,low,close,volume.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _splits = OptionFactory.Text(
        "--splits", "FILE", "Splits of the imported days: symbol,execution_date,ratio. By default the provider supplies them on demand.");

    private readonly Option<string?> _polygonUrl = OptionFactory.Text(
        "--polygon-url", "URL", "Import for the price source at this address (default: Polygon). No request is sent.");

    private readonly Option<string?> _data = StoreOptions.DataFolder();

    public ImportCommand(Shell shell)
        : base("import", "Import whole-market days from files into the price store. Scans of these days need no requests.")
    {
        _shell = shell;
        Add(_files);
        Add(_splits);
        Add(_polygonUrl);
        Add(_data);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var splits = arguments.GetValue(_splits) is { } path ? BarCsv.ReadSplits(path, cancellationToken) : null;
        using var target = OutputTarget.Open(null, _shell.Terminal);
        await using var store = new SqliteHistoryStore(
            arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, PolygonAddress.SourceName(arguments.GetValue(_polygonUrl)), _shell.Time,
            _shell.Loggers.CreateLogger<SqliteHistoryStore>());
        var clock = new MarketClock(_shell.Time);
        using var archive = new MarketArchive(store, clock, _shell.Loggers);
        var import = new MarketImport(archive, clock);
        foreach (var file in arguments.GetValue(_files)!)
        {
            _shell.Terminal.Status($"Importing {TerminalText.Shown(Path.GetFileName(file))} …");
            var market = MarketFile.Read(file, cancellationToken);
            ReportSkippedLines(market);
            await import.AddAsync(market, cancellationToken).ConfigureAwait(false);
        }
        if (splits is not null) await import.AddAsync(splits, cancellationToken).ConfigureAwait(false);
        _shell.Terminal.Status(null);

        target.Text.WriteLine(
            $"{Describe(import.Summary())}{(splits is null ? "" : $" {TerminalText.Count(splits.Count, "split")} imported.")}"
            + $" Price store: {TerminalText.Clean(store.FilePath)}.");
        target.Complete();
        return ExitCodes.Success;
    }

    private void ReportSkippedLines(MarketFile file)
    {
        foreach (var error in file.Complaints) _shell.Terminal.WriteMessage($"Skipped: {error}");
        if (file.LeftOut > file.Complaints.Count)
        {
            _shell.Terminal.WriteMessage(
                $"Skipped: {TerminalText.Count(file.LeftOut - file.Complaints.Count)} more lines of {TerminalText.Clean(file.Path)}.");
        }
    }

    private static string Describe(ImportSummary import)
    {
        var kept = import.KeptDays == 0 ? "" : $" {TerminalText.Count(import.KeptDays, "day")} already in the price store (not replaced).";
        if (import.Days == 0) return $"No new days imported.{kept}";
        var symbols = import.FewestSymbols == import.MostSymbols
            ? TerminalText.Count(import.MostSymbols)
            : $"{TerminalText.Count(import.FewestSymbols)} to {TerminalText.Count(import.MostSymbols)}";
        return $"{TerminalText.Count(import.Days, "day")} imported, {import.FirstDay:yyyy-MM-dd} to {import.LastDay:yyyy-MM-dd}:"
            + $" {TerminalText.Count(import.Bars, "bar")}, {symbols} symbols per day. Missing symbols count as not traded.{kept}";
    }
}
