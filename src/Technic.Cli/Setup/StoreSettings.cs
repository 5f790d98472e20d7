namespace Technic.Cli.Setup;

/// <summary>Where the tiers keep what was fetched.</summary>
/// <param name="Folder">The folder of the price store.</param>
/// <param name="MemoryBytes">The most memory that price histories may take.</param>
internal sealed record StoreSettings(string Folder, long MemoryBytes);
