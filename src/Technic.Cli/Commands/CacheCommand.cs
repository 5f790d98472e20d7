using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Reports;
using Technic.Core.Storage;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Commands;

/// <summary><c>technic cache</c>: what the price store holds, pruning and emptying it.</summary>
internal sealed class CacheCommand : Command
{
    private readonly Shell _shell;
    private readonly Option<string?> _data = StoreOptions.DataFolder();
    private readonly Option<string?> _source = NewOption.Text(
        "--source", "NAME", "Only what came from one source, by the name that 'technic cache info' shows.");
    private readonly PruneOptions _prune = new();
    private readonly ServerOption _server = new();
    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public CacheCommand(Shell shell) : base("cache", "Show, prune or clear the price store, or the cache of a server.")
    {
        _shell = shell;
        var info = new Command("info", "Show what the price store holds.") { _data };
        _output.AddTo(info);
        info.SetAction(InfoAsync);
        var clear = new Command(
            "clear", "Remove histories from the price store, or with --server from the server's memory; they are loaded again when they are needed.") { _data, _source };
        _server.AddTo(clear);
        clear.SetAction(ClearAsync);
        var prune = new Command(
            "prune", "Remove old replays and superseded histories from the price store, and what exceeds --max-mb. Whole-market days stay.")
        {
            _data, _source,
        };
        _prune.AddTo(prune);
        _output.AddTo(prune);
        prune.SetAction(PruneAsync);
        var stats = new Command("stats", "Show what the cache of a server did since it began.");
        _server.AddTo(stats);
        _output.AddTo(stats);
        stats.SetAction(StatisticsAsync);
        Add(info);
        Add(clear);
        Add(prune);
        Add(stats);
    }

    private async Task<int> InfoAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var target = _output.Open(arguments, _shell.Terminal);
        await using var store = Open(arguments);
        // Only to look must not begin a file.
        var info = File.Exists(store.FilePath)
            ? await store.InfoAsync(cancellationToken).ConfigureAwait(false)
            : new StoreInfo(store.FilePath, 0, []);
        if (_output.Format(arguments) == OutputFormat.Json) target.WriteJson(json => StoreReport.WriteJson(json, info));
        else WriteTable(target, info);
        target.Complete();
        return ExitCodes.Success;
    }

    private async Task<int> StatisticsAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var server = _server.Read(arguments)
            ?? throw new UsageException("Only an engine that runs has statistics: --server URL says where it is, e.g. --server http://127.0.0.1:5080.");
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
        if (_server.Read(arguments, _data, _source) is { } server) return await ForgetAsync(server, cancellationToken).ConfigureAwait(false);
        await using var store = Open(arguments);
        var source = arguments.GetValue(_source);
        var removed = File.Exists(store.FilePath) ? await store.ClearAsync(source, cancellationToken).ConfigureAwait(false) : default;
        using var target = OutputTarget.Open(null, _shell.Terminal);
        target.Text.WriteLine($"{Held(removed.Keys, removed.Days)} removed from {TerminalText.Clean(store.FilePath)}.");
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
        else WriteTable(target, store.FilePath, pruned, rules.IsDryRun);
        target.Complete();
        return ExitCodes.Success;
    }

    private async Task<int> ForgetAsync(Uri server, CancellationToken cancellationToken)
    {
        await using var host = new ServerHost(server, _shell.Time);
        var forgotten = await host.Engine.ClearMemoryAsync(cancellationToken).ConfigureAwait(false);
        using var target = OutputTarget.Open(null, _shell.Terminal);
        target.Text.WriteLine($"{TerminalText.Count(forgotten, "key")} forgotten by the server at {host.Address}; its store keeps its own.");
        target.Complete();
        return ExitCodes.Success;
    }

    private SqliteHistoryStore Open(ParseResult arguments) => new(
        arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, source: "", _shell.Time, _shell.Loggers.CreateLogger<SqliteHistoryStore>());

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
                    Tables.Cell(TerminalText.Count(source.Days)), Tables.Cell(TerminalText.Size(source.Bytes)), Tables.Cell(Instant(source.OldestFetchedAt)), Tables.Cell(Instant(source.NewestFetchedAt)));
            }
            Tables.Write(target, table);
        }
        var held = Held(info.Sources.Sum(source => source.Keys), info.Sources.Sum(source => source.Days));
        target.Text.WriteLine(
            $"{TerminalText.Clean(info.Location)}: {held}, {TerminalText.Size(info.Bytes)} on disk"
            + (info.Sources.Count == 0 ? "." : $", fetched from {Instant(info.Sources.Min(s => s.OldestFetchedAt))} to {Instant(info.Sources.Max(s => s.NewestFetchedAt))}."));
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

    private static string Held(long keys, long days) =>
        days == 0 ? TerminalText.Count(keys, "key") : $"{TerminalText.Count(keys, "key")} and {TerminalText.Count(days, "market day")}";

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
