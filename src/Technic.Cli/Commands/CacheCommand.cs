using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Held;
using Technic.Core.Reports;
using Technic.Core.Storage;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Commands;

/// <summary><c>technic cache</c>: shows, prunes and clears the price store, or the cache of a server.</summary>
internal sealed class CacheCommand : Command
{
    public static CommandEntry Entry => new(
        "cache", "Show, prune or clear the price store, or the cache of a server.",
        shell => new CacheCommand(shell));

    private readonly Shell _shell;
    private readonly Option<string?> _data = StoreOptions.DataFolder();
    private readonly Option<string?> _source = OptionFactory.Text(
        "--source", "NAME", "Limit to one price source, by its name in 'technic cache info'.");
    private readonly PruneOptions _prune = new();
    private readonly EngineOptions _engine = new();
    private readonly ServerOption _server = new();
    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public CacheCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        var info = new Command("info", "Show the content of the price store.") { _data };
        _output.AddTo(info);
        info.SetAction(InfoAsync);
        var clear = new Command(
            "clear", "Clear the price store, or with --server the memory of the server. Price histories are reloaded on demand.")
        {
            _data, _source,
        };
        _server.AddTo(clear);
        clear.SetAction(ClearAsync);
        var prune = new Command(
            "prune",
            "Remove old replays and superseded price histories from the price store, and the oldest ones above --max-mb. "
            + "Whole-market days are kept.")
        {
            _data, _source,
        };
        _prune.AddTo(prune);
        _output.AddTo(prune);
        prune.SetAction(PruneAsync);
        var stats = new Command("stats", "Show the cache statistics of a server since its start.");
        _server.AddTo(stats);
        _output.AddTo(stats);
        stats.SetAction(StatisticsAsync);
        var days = new Command("days", "List the stored market days with their symbols and whether they are final.");
        _engine.AddTo(days);
        _output.AddTo(days);
        days.SetAction(DaysAsync);
        Add(info);
        Add(days);
        Add(clear);
        Add(prune);
        Add(stats);
    }

    private async Task<int> InfoAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var target = _output.Open(arguments, _shell.Terminal);
        await using var store = Open(arguments);
        // 'info' must not create the file.
        var info = File.Exists(store.FilePath)
            ? await store.InfoAsync(cancellationToken).ConfigureAwait(false)
            : new StoreInfo(store.FilePath, 0, []);
        if (_output.Format(arguments) == OutputFormat.Json) target.WriteJson(json => StoreReport.WriteJson(json, info));
        else WriteTable(target, info);
        target.Complete();
        return ExitCodes.Success;
    }

    private async Task<int> DaysAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var open = _engine.Read(arguments, _shell);
        using var target = _output.Open(arguments, _shell.Terminal);
        await using var host = await open(cancellationToken).ConfigureAwait(false);
        var days = host is EngineHost { Source: ImportedMarket imported }
            ? await imported.Audit(new MarketClock(_shell.Time)).DaysAsync(cancellationToken).ConfigureAwait(false)
            : host.Engine is IMarketReference market ? await market.GetDaysAsync(cancellationToken).ConfigureAwait(false) : null;
        if (days is null)
            throw new UsageException("'technic cache days' requires whole market days: imported ones, or a price source such as Polygon.");
        if (_output.Format(arguments) == OutputFormat.Json)
        {
            target.WriteJson(json =>
            {
                json.WriteStartObject();
                AuditJson.WriteDays(json, days);
                json.WriteEndObject();
            });
        }
        else AuditTable.WriteDays(target, days);
        target.Complete();
        return ExitCodes.Success;
    }

    private async Task<int> StatisticsAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var server = _server.Read(arguments)
            ?? throw new UsageException("'technic cache stats' requires a running server, e.g. --server http://127.0.0.1:5080.");
        using var target = _output.Open(arguments, _shell.Terminal);
        await using var host = new ServerHost(server, _shell.Time);
        var statistics = await host.Engine.GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
        if (_output.Format(arguments) == OutputFormat.Json) target.WriteJson(json => ScanJson.WriteStatistics(json, statistics));
        else foreach (var line in StatisticsText.Lines(statistics)) target.Text.WriteLine(line);
        target.Complete();
        return ExitCodes.Success;
    }

    private async Task<int> ClearAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (_server.Read(arguments, _data, _source) is { } server)
            return await ClearServerAsync(server, cancellationToken).ConfigureAwait(false);
        await using var store = Open(arguments);
        var source = arguments.GetValue(_source);
        var removed = File.Exists(store.FilePath) ? await store.ClearAsync(source, cancellationToken).ConfigureAwait(false) : default;
        using var target = OutputTarget.Open(null, _shell.Terminal);
        target.Text.WriteLine($"{Contents(removed.Keys, removed.Days)} removed from {TerminalText.Clean(store.FilePath)}.");
        target.Complete();
        return ExitCodes.Success;
    }

    private async Task<int> PruneAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var rules = _prune.Read(arguments) with { Source = arguments.GetValue(_source) };
        using var target = _output.Open(arguments, _shell.Terminal);
        await using var store = Open(arguments);
        var pruned = File.Exists(store.FilePath)
            ? await store.PruneAsync(rules, cancellationToken).ConfigureAwait(false)
            : new StorePruning(0, 0, 0, 0, 0, 0, 0);
        if (_output.Format(arguments) == OutputFormat.Json)
            target.WriteJson(json => StoreReport.WriteJson(json, store.FilePath, pruned, rules.IsDryRun));
        else
            WriteTable(target, store.FilePath, pruned, rules.IsDryRun);
        target.Complete();
        return ExitCodes.Success;
    }

    private async Task<int> ClearServerAsync(Uri server, CancellationToken cancellationToken)
    {
        await using var host = new ServerHost(server, _shell.Time);
        var removed = await host.Engine.ClearMemoryAsync(cancellationToken).ConfigureAwait(false);
        using var target = OutputTarget.Open(null, _shell.Terminal);
        target.Text.WriteLine(
            $"{TerminalText.Count(removed, "key")} removed from the memory of {host.Address}. Its price store is unchanged.");
        target.Complete();
        return ExitCodes.Success;
    }

    private SqliteHistoryStore Open(ParseResult arguments) => new(
        arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, source: "", _shell.Time,
        _shell.Loggers.CreateLogger<SqliteHistoryStore>());

    private static void WriteTable(OutputTarget target, StoreInfo info)
    {
        if (info.Sources.Count > 0)
        {
            var table = Tables.New().AddColumn("Source", isNumber: false);
            foreach (var title in (ReadOnlySpan<string>)["Keys", "Bars", "Market days", "Size", "Oldest fetched", "Newest fetched"])
                table.AddColumn(title, isNumber: true);
            foreach (var source in info.Sources)
            {
                table.Row(
                    Tables.Cell(source.Source), Tables.Cell(TerminalText.Count(source.Keys)), Tables.Cell(TerminalText.Count(source.Bars)),
                    Tables.Cell(TerminalText.Count(source.Days)), Tables.Cell(TerminalText.Size(source.Bytes)),
                    Tables.Cell(Instant(source.OldestFetchedAt)), Tables.Cell(Instant(source.NewestFetchedAt)));
            }
            Tables.Write(target, table);
        }
        var contents = Contents(info.Sources.Sum(source => source.Keys), info.Sources.Sum(source => source.Days));
        var period = info.Sources.Count == 0 ? "" : $", fetched from {Instant(info.Sources.Min(source => source.OldestFetchedAt))}"
            + $" to {Instant(info.Sources.Max(source => source.NewestFetchedAt))}";
        target.Text.WriteLine($"{TerminalText.Clean(info.Location)}: {contents}, {TerminalText.Size(info.Bytes)} on disk{period}.");
    }

    private static void WriteTable(OutputTarget target, string path, StorePruning pruned, bool isDryRun)
    {
        var table = Tables.New().AddColumn("Removed", isNumber: false).AddColumn("Count", isNumber: true);
        foreach (var (what, count) in new[]
        {
            ("Old replays", pruned.Replays), ("Superseded histories", pruned.Superseded), ("Old histories", pruned.Old),
            ("Histories over the limit", pruned.OverLimit), ("Market days", pruned.Days),
        }) table.Row(Tables.Cell(what), Tables.Cell(TerminalText.Count(count)));
        Tables.Write(target, table);
        var after = TerminalText.Size(pruned.BytesAfter);
        target.Text.WriteLine(
            $"{TerminalText.Clean(path)}: {TerminalText.Size(pruned.BytesBefore)} before, "
            + (isDryRun ? $"about {after} after. Dry run: nothing was removed." : $"{after} now."));
    }

    private static string Contents(long keys, long days) =>
        days == 0 ? TerminalText.Count(keys, "key") : $"{TerminalText.Count(keys, "key")} and {TerminalText.Count(days, "market day")}";

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
