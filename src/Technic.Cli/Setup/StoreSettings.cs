using Technic.Embedded.Sqlite;

namespace Technic.Cli.Setup;

/// <summary>Where the tiers keep what was fetched.</summary>
/// <param name="Folder">The folder of the price store.</param>
/// <param name="MemoryBytes">The most memory that price histories may take.</param>
/// <param name="KeepBytes">The size of the price store above which old histories are removed; <c>null</c> for the default.</param>
internal sealed record StoreSettings(string Folder, long MemoryBytes, long? KeepBytes = null)
{
    /// <summary>The limits of the price store; <c>null</c> for the defaults.</summary>
    public SqliteHistoryStoreOptions? StoreOptions => KeepBytes is { } bytes ? new SqliteHistoryStoreOptions { KeepBytes = bytes } : null;
}
