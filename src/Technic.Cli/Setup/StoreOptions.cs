using System.CommandLine;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Setup;

/// <summary>The options of store and memory.</summary>
internal sealed class StoreOptions
{
    private const int DefaultMemory = 512;
    private const int MaxMemory = 1_000_000;

    private readonly Option<string?> _data = DataFolder();

    private readonly Option<int> _memory = OptionFactory.Integer(
        "--memory-mb", DefaultMemory, "Maximum memory for price histories, in MiB.");

    public static Option<string?> DataFolder() =>
        OptionFactory.Text("--data", "DIR", $"Folder of the price store (default {SqliteHistoryStore.DefaultFolder}).");

    public IReadOnlyList<Option> All => [_data, _memory];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <exception cref="UsageException">A value is out of its range.</exception>
    public StoreSettings Read(ParseResult arguments)
    {
        var megabytes = arguments.GetValue(_memory);
        if (megabytes is < 1 or > MaxMemory) throw new UsageException($"--memory-mb must be between 1 and {MaxMemory} MiB.");
        return new StoreSettings(arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, megabytes * 1024L * 1024);
    }
}

/// <summary>The settings of store and memory.</summary>
/// <param name="Folder">The folder of the price store.</param>
/// <param name="MemoryBytes">The maximum memory for price histories, in bytes.</param>
internal sealed record StoreSettings(string Folder, long MemoryBytes);
