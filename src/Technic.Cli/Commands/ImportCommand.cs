using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Columnar;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;

namespace Technic.Cli.Commands;

/// <summary><c>technic import FILE…</c>: imports whole-market days from files into the price store.</summary>
internal sealed class ImportCommand : Command
{
    public static CommandEntry Entry => new(
        "import", "Import whole-market days from files into the price store. Scans of these days need no requests.",
        shell => new ImportCommand(shell)) { Argument = "FILE" };

    private readonly Shell _shell;

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description =
            "Unadjusted daily bars, files or folders: Polygon flat files (day aggregates), symbol,date,open,high,low,close,volume as text "
            + "or Parquet, or a folder of 'technic export'; see docs/data.md.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _splits = OptionFactory.Text(
        "--splits", "FILE", "Splits of the imported days: symbol,execution_date,ratio. By default the provider supplies them on demand.");

    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Replace days that are in the price store. By default only partial ones are replaced.",
    };

    private readonly BarFileArguments _format = new();

    private readonly MarketStoreOptions _store = new("Import for");

    public ImportCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_files);
        Add(_splits);
        Add(_replace);
        _format.AddTo(this);
        _store.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var splits = arguments.GetValue(_splits) is { } list ? BarCsv.ReadSplits(list, cancellationToken) : null;
        using var target = OutputTarget.Open(null, _shell.Terminal);
        await using var store = _store.Open(arguments, _shell);
        var clock = new MarketClock(_shell.Time);
        using var archive = new MarketArchive(store, clock, _shell.Loggers);
        var import = new MarketImport(archive, clock, arguments.GetValue(_replace));
        var isIncomplete = false;
        string[] paths = arguments.GetValue(_files)!;
        string[] texts = [.. paths.Where(path => !ParquetBars.IsParquet(path))];
        foreach (var path in paths.Except(texts))
            isIncomplete |= await AddParquetAsync(import, path, splits is null, target, cancellationToken).ConfigureAwait(false);
        foreach (var file in MarketFile.ReadAll(texts, _format.Read(arguments), cancellationToken))
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

    /// <summary>Imports Parquet files: their bars, and the splits and dividends of a folder of <c>technic export</c>.</summary>
    /// <returns>Whether a file is incomplete.</returns>
    private async Task<bool> AddParquetAsync(
        MarketImport import, string path, bool withSplits, OutputTarget target, CancellationToken cancellationToken)
    {
        var (days, bars, isIncomplete) = (new SortedSet<DateOnly>(), 0L, false);
        await foreach (var part in MarketFolder.ReadDaysAsync(path, cancellationToken).ConfigureAwait(false))
        {
            BarFileArguments.Report(part.Name, part.Dropped, _shell.Terminal);
            isIncomplete |= part.IsIncomplete;
            await import.AddAsync(part, cancellationToken).ConfigureAwait(false);
            days.UnionWith(part.Days.Keys);
            bars += part.Bars;
        }
        if (days.Count == 0) throw new TableFileException($"'{path}' has no bars.");
        target.Text.WriteLine(
            $"{TerminalText.Clean(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))}: {TerminalText.Count(bars, "daily bar")}, "
            + $"{days.Min:yyyy-MM-dd} to {days.Max:yyyy-MM-dd}.");
        if (!Directory.Exists(path)) return isIncomplete;
        if (withSplits && await MarketFolder.ReadSplitsAsync(path, cancellationToken).ConfigureAwait(false) is { } splits)
        {
            await import.AddAsync(splits.Records, splits.From, splits.CheckedAt, cancellationToken).ConfigureAwait(false);
            target.Text.WriteLine($"{TerminalText.Count(splits.Records.Count, "split")} from {splits.From:yyyy-MM-dd} imported.");
        }
        if (await MarketFolder.ReadDividendsAsync(path, cancellationToken).ConfigureAwait(false) is { } dividends)
        {
            await import.AddAsync(dividends.Records, dividends.From, dividends.CheckedAt, cancellationToken).ConfigureAwait(false);
            target.Text.WriteLine($"{TerminalText.Count(dividends.Records.Count, "dividend")} from {dividends.From:yyyy-MM-dd} imported.");
        }
        return isIncomplete;
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
