using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Columnar;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;

namespace Technic.Cli.Commands;

/// <summary><c>technic export --parquet DIR</c>: writes the market days of the price store for other tools.</summary>
internal sealed class ExportCommand : Command
{
    public static CommandEntry Entry => new(
        "export", "Export the market days of the price store to Parquet. 'technic import DIR' reads them back.",
        shell => new ExportCommand(shell));

    private readonly Shell _shell;

    private readonly Option<string?> _parquet = OptionFactory.Text(
        "--parquet", "DIR", "New folder for Parquet files: the days by year, splits and dividends.");

    private readonly Option<DateOnly?> _from = OptionFactory.Date("--from", "First day (default: the first of the price store).");
    private readonly Option<DateOnly?> _to = OptionFactory.Date("--to", "Last day (default: the last of the price store).");

    private readonly MarketStoreOptions _store = new("Export the days of");

    public ExportCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_parquet);
        Add(_from);
        Add(_to);
        _store.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var folder = arguments.GetValue(_parquet) ?? throw new UsageException("'technic export' requires --parquet DIR.");
        var (from, to) = (arguments.GetValue(_from), arguments.GetValue(_to));
        if (from > to) throw new UsageException("--from must not be after --to.");
        using var target = OutputTarget.Open(null, _shell.Terminal);
        await using var store = _store.Open(arguments, _shell);
        // An export must not create a price store.
        if (!File.Exists(store.FilePath)) throw new UsageException($"There is no price store at '{store.FilePath}'.");
        using var archive = new MarketArchive(store, new MarketClock(_shell.Time), _shell.Loggers);
        var export = new MarketExport(archive, _store.SourceName(arguments));
        var summary = await export.WriteAsync(
            folder, from, to, year => _shell.Terminal.Status($"Exported {year} …"), cancellationToken).ConfigureAwait(false);
        _shell.Terminal.Status(null);
        if (summary.Preliminary > 0)
        {
            _shell.Terminal.WriteMessage(
                $"{TerminalText.Count(summary.Preliminary, "preliminary day")} not exported: the provider may still revise them.");
        }
        target.Text.WriteLine(
            $"{TerminalText.Count(summary.Days, "day")} exported, {summary.FirstDay:yyyy-MM-dd} to {summary.LastDay:yyyy-MM-dd}: "
            + $"{TerminalText.Count(summary.Bars, "bar")}, {TerminalText.Count(summary.Splits, "split")}, "
            + $"{TerminalText.Count(summary.Dividends, "dividend")}. Folder: {TerminalText.Clean(folder)}.");
        target.Complete();
        return ExitCodes.Success;
    }
}
