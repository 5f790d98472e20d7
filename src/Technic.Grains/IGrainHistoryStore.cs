using Technic.Core.Caching;

namespace Technic.Grains;

/// <summary>The store as one key's grain sees it: its persisted state, read lazily and softly, written behind the answers.</summary>
public interface IGrainHistoryStore : IKeyStore
{
    /// <summary>Waits until what was saved is stored, or has failed to be.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}

/// <summary>Gives each grain its store.</summary>
public interface IGrainHistoryStoreFactory
{
    IGrainHistoryStore For(GrainId grain);
}
