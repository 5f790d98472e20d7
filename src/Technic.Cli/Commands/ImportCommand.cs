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
            "Unadjusted daily bars, files or folders: Polygon flat files (day aggregates), or symbol,date,open,high,low,close,volume; "
            + "see docs/data.md.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _splits = OptionFactory.Text(
        "--splits", "FILE", "Splits of the imported days: symbol,execution_date,ratio. By default the provider supplies them on demand.");

    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Replace days that are in the price store. By default only partial ones are replaced.",
    };

    private readonly BarFileArguments _format = new();

    private readonly Option<string?> _polygonUrl = OptionFactory.Text(
        "--polygon-url", "URL", "Import for the price source at this address (default: Polygon). No request is sent.");

    private readonly Option<string?> _data = StoreOptions.DataFolder();

    public ImportCommand(Shell shell)
        : base("import", "Import whole-market days from files into the price store. Scans of these days need no requests.")
    {
        _shell = shell;
        Add(_files);
        Add(_splits);
        Add(_replace);
        _format.AddTo(this);
        Add(_polygonUrl);
        Add(_data);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var splits = arguments.GetValue(_splits) is { } path ? BarCsv.ReadSplits(path, cancellationToken) : null;
        using var target = OutputTarget.Open(null, _shell.Terminal);
        await using var store = new SqliteHistoryStore(
            arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, PolygonAddress.SourceName(arguments.GetValue(_polygonUrl)),
            _shell.Time, _shell.Loggers.CreateLogger<SqliteHistoryStore>());
        var clock = new MarketClock(_shell.Time);
        using var archive = new MarketArchive(store, clock, _shell.Loggers);
        var import = new MarketImport(archive, clock, arguments.GetValue(_replace));
        var isIncomplete = false;
        foreach (var file in MarketFile.ReadAll(arguments.GetValue(_files)!, _format.Read(arguments), cancellationToken))
        {
            target.Text.WriteLine($"{TerminalText.Clean(ShortName(file))}: {file.Description}.");
            BarFileArguments.Report(file.Name, file.Dropped, _shell.Terminal);
            if (file.Warning is { } warning) _shell.Terminal.WriteMessage(warning);
            isIncomplete |= file.IsIncomplete;
            await import.AddAsync(file, cancellationToken).ConfigureAwait(false);
        }
        if (splits is not null) await import.AddAsync(splits, cancellationToken).ConfigureAwait(false);

        var summary = await import.SummaryAsync(cancellationToken).ConfigureAwait(false);
        foreach (var thin in summary.Thin) _shell.Terminal.WriteMessage(Describe(thin));
        target.Text.WriteLine(
            $"{Describe(summary)}{(splits is null ? "" : $" {TerminalText.Count(splits.Count, "split")} imported.")}"
            + $" Price store: {TerminalText.Clean(store.FilePath)}.");
        target.Complete();
        if (!isIncomplete || _format.IsLenient(arguments)) return ExitCodes.Success;
        _shell.Terminal.WriteMessage("The files are incomplete: the usable part is imported. With --lenient the exit code is 0.");
        return ExitCodes.Failed;
    }

    private static string ShortName(MarketFile file) => Path.GetFileName(file.Name);

    private static string Describe(ThinDay day) =>
        $"{day.Day:yyyy-MM-dd} has {TerminalText.Count(day.Symbols, "symbol")}, the sessions around it about "
            + $"{TerminalText.Count(day.Usual)}: "
        + "it may be partial. A file with more symbols replaces it.";

    private static string Describe(ImportSummary import)
    {
        var kept = import.KeptDays == 0 ? ""
            : $" {TerminalText.Count(import.KeptDays, "day")} already in the price store (not replaced; use --replace).";
        if (import.Days == 0) return $"No new days imported.{kept}";
        var symbols = import.FewestSymbols == import.MostSymbols
            ? TerminalText.Count(import.MostSymbols, "symbol")
            : $"{TerminalText.Count(import.FewestSymbols)} to {TerminalText.Count(import.MostSymbols)} symbols";
        var replaced = import.ReplacedDays == 0 ? "" : $" {TerminalText.Count(import.ReplacedDays, "day")} replaced.";
        return $"{TerminalText.Count(import.Days, "day")} imported, {import.FirstDay:yyyy-MM-dd} to {import.LastDay:yyyy-MM-dd}:"
            + $" {TerminalText.Count(import.Bars, "bar")}, {symbols} per day.{replaced} Missing symbols count as not traded.{kept}";
    }
}
