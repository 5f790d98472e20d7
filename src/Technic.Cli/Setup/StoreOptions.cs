using System.CommandLine;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Setup;

/// <summary>The options of store and memory.</summary>
internal sealed class StoreOptions
{
    private const int DefaultMemory = 512;
<<<<<<< ours
    private const int MostMemory = 1_000_000;
    private const int DefaultStore = 4096;
    private const int MostStore = 100_000_000;
=======
    private const int MaxMemory = 1_000_000;
>>>>>>> theirs

    private readonly Option<string?> _data = DataFolder();

    private readonly Option<int> _memory = OptionFactory.Integer(
        "--memory-mb", DefaultMemory, "Maximum memory for price histories, in MiB.");

    private readonly Option<int> _store = NewOption.Whole(
        "--store-mb", DefaultStore, "Size of the price store, in MiB, above which the oldest histories are removed once a day.");

    public static Option<string?> DataFolder() =>
        OptionFactory.Text("--data", "DIR", $"Folder of the price store (default {SqliteHistoryStore.DefaultFolder}).");

    public IReadOnlyList<Option> All => [_data, _memory, _store];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <exception cref="UsageException">A value is out of its range.</exception>
    public StoreSettings Read(ParseResult arguments)
    {
        var megabytes = arguments.GetValue(_memory);
<<<<<<< ours
        if (megabytes is < 1 or > MostMemory) throw new UsageException($"{megabytes} MiB is no memory to work with: 1 to {MostMemory} are possible.");
        var store = arguments.GetValue(_store);
        if (store is < 1 or > MostStore) throw new UsageException($"--store-mb must be between 1 and {MostStore}.");
        return new StoreSettings(arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, megabytes * 1024L * 1024, store * 1024L * 1024);
=======
        if (megabytes is < 1 or > MaxMemory) throw new UsageException($"--memory-mb must be between 1 and {MaxMemory} MiB.");
        return new StoreSettings(arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, megabytes * 1024L * 1024);
>>>>>>> theirs
    }
}

/// <summary>The settings of store and memory.</summary>
/// <param name="Folder">The folder of the price store.</param>
/// <param name="MemoryBytes">The maximum memory for price histories, in bytes.</param>
internal sealed record StoreSettings(string Folder, long MemoryBytes);
