namespace Technic.Core.Histories;

/// <summary>Where an answer came from.</summary>
public enum Tier
{
    /// <summary>L1: this process's or silo's memory.</summary>
    Memory,

    /// <summary>L2: the database.</summary>
    Store,

    /// <summary>L3: the provider.</summary>
    Provider,
}
