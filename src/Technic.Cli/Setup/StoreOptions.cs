using System.CommandLine;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Setup;

/// <summary>The options of store and memory.</summary>
internal sealed class StoreOptions
{
    private const int DefaultMemory = 512;
    private const int MaxMemory = 1_000_000;
    private const int DefaultStore = 4096;
    private const int MaxStore = 100_000_000;

    private readonly Option<string?> _data = DataFolder();

    private readonly Option<int> _memory = OptionFactory.Integer(
        "--memory-mb", DefaultMemory, "Maximum memory for price histories, in MiB.");

    private readonly Option<int> _store = OptionFactory.Integer(
        "--store-mb", DefaultStore, "Maximum size of the price store, in MiB. Above it, the oldest histories are removed once a day.");

    public static Option<string?> DataFolder() =>
        OptionFactory.Text("--data", "DIR", $"Folder of the price store (default {SqliteHistoryStore.DefaultFolder}).");

    /// <summary>The option for the folder, which also has the user's named formulas.</summary>
    public Option<string?> Data => _data;

    public IReadOnlyList<Option> All => [_data, _memory, _store];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <exception cref="UsageException">A value is out of its range.</exception>
    public StoreSettings Read(ParseResult arguments)
    {
        var megabytes = arguments.GetValue(_memory);
        if (megabytes is < 1 or > MaxMemory) throw new UsageException($"--memory-mb must be between 1 and {MaxMemory} MiB.");
        var store = arguments.GetValue(_store);
        if (store is < 1 or > MaxStore) throw new UsageException($"--store-mb must be between 1 and {MaxStore} MiB.");
        var folder = arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder;
        return new StoreSettings(folder, megabytes * 1024L * 1024, store * 1024L * 1024);
    }
}

/// <summary>The settings of store and memory.</summary>
/// <param name="Folder">The folder of the price store.</param>
/// <param name="MemoryBytes">The maximum memory for price histories, in bytes.</param>
/// <param name="KeepBytes">The size of the price store above which old price histories are removed; <c>null</c> for the default.</param>
internal sealed record StoreSettings(string Folder, long MemoryBytes, long? KeepBytes = null)
{
    /// <summary>The limits of the price store.</summary>
    public SqliteHistoryStoreOptions StoreOptions =>
        KeepBytes is { } bytes ? new SqliteHistoryStoreOptions { KeepBytes = bytes } : new SqliteHistoryStoreOptions();
}
