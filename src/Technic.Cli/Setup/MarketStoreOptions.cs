using System.CommandLine;
using Microsoft.Extensions.Logging;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Setup;

/// <summary>The options of commands that use the market data of a price source in the price store, without requests.</summary>
/// <param name="use">What the command does, e.g. <c>Import for</c>.</param>
internal sealed class MarketStoreOptions(string use)
{
    private readonly Option<string?> _polygonUrl = OptionFactory.Text(
        "--polygon-url", "URL", $"{use} the price source at this address (default: Polygon). No request is sent.");

    private readonly Option<string?> _data = StoreOptions.DataFolder();

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_polygonUrl, _data];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <summary>The name of the price source.</summary>
    public string SourceName(ParseResult arguments) => PolygonAddress.SourceName(arguments.GetValue(_polygonUrl));

    /// <summary>Opens the price store of the source.</summary>
    public SqliteHistoryStore Open(ParseResult arguments, Shell shell) => new(
        arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, SourceName(arguments), shell.Time,
        shell.Loggers.CreateLogger<SqliteHistoryStore>());
}
