namespace Technic.Core.Market;

/// <summary>What a provider lists of one kind, as far as it is known; immutable.</summary>
/// <typeparam name="TSelf">The book itself.</typeparam>
public interface IBook<TSelf>
    where TSelf : class, IBook<TSelf>
{
    /// <summary>Nothing is known.</summary>
    static abstract TSelf Empty { get; }

    /// <summary>When the provider was last asked, or something else was last entered.</summary>
    DateTimeOffset CheckedAt { get; }

    /// <summary>What remains of the book when the clock of its last check was wrong.</summary>
    TSelf Unchecked() => TSelf.Empty;

    /// <summary>Whether this copy takes the place of another one that was checked at the same time or before.</summary>
    bool Supersedes(TSelf other) => true;
}
