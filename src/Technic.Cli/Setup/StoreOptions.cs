using System.CommandLine;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Setup;

/// <summary>The options that say where the tiers keep what was fetched.</summary>
internal sealed class StoreOptions
{
    private const int DefaultMemory = 512;
    private const int MostMemory = 1_000_000;
    private const int DefaultStore = 4096;
    private const int MostStore = 100_000_000;

    private readonly Option<string?> _data = DataFolder();

    private readonly Option<int> _memory = NewOption.Whole("--memory-mb", DefaultMemory, "The most memory that price histories may take, in MiB.");

    private readonly Option<int> _store = NewOption.Whole(
        "--store-mb", DefaultStore, "Size of the price store, in MiB, above which the oldest histories are removed once a day.");

    public static Option<string?> DataFolder() =>
        NewOption.Text("--data", "DIR", $"The folder of the price store, if not {SqliteHistoryStore.DefaultFolder}.");

    public IReadOnlyList<Option> All => [_data, _memory, _store];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <exception cref="UsageException">A value is out of its range.</exception>
    public StoreSettings Read(ParseResult arguments)
    {
        var megabytes = arguments.GetValue(_memory);
        if (megabytes is < 1 or > MostMemory) throw new UsageException($"{megabytes} MiB is no memory to work with: 1 to {MostMemory} are possible.");
        var store = arguments.GetValue(_store);
        if (store is < 1 or > MostStore) throw new UsageException($"--store-mb must be between 1 and {MostStore}.");
        return new StoreSettings(
            arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, megabytes * 1024L * 1024, store * 1024L * 1024);
    }
}
