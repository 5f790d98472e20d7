namespace Technic.Core.Histories;

/// <summary>The origin of an answer.</summary>
public enum Tier
{
    /// <summary>L1: the memory of the process or silo.</summary>
    Memory,

    /// <summary>L2: the database.</summary>
    Store,

    /// <summary>L3: the provider.</summary>
    Provider,
}
