using Technic.Core.Market;

namespace Technic.Core.Universes;

/// <summary>A list of symbols that a user keeps under a name.</summary>
/// <param name="Name">The name (<see cref="SavedName"/>).</param>
/// <param name="Symbols">The symbols in the order of the user; 1 to <see cref="MaxSymbols"/>, each once.</param>
/// <param name="Note">A remark of the user; <c>null</c> for none.</param>
/// <param name="UpdatedAt">The time of its last change.</param>
public sealed record SymbolList(string Name, IReadOnlyList<Symbol> Symbols, string? Note, DateTimeOffset UpdatedAt)
{
    /// <summary>The word for lists in messages.</summary>
    public const string Kind = "list";

    /// <summary>The maximum number of symbols: that of a scan on a server.</summary>
    public const int MaxSymbols = 20_000;

    /// <summary>The maximum number of lists of an engine.</summary>
    public const int MaxLists = 500;

    /// <summary>Why the list is not valid, in one sentence; <c>null</c> if it is.</summary>
    public string? Complaint()
    {
        if (SavedName.Complaint(Kind, Name) is { } name) return name;
        if (SavedName.NoteComplaint(Note) is { } note) return note;
        if (Symbols.Count == 0) return $"List '{Name}' needs at least one symbol; delete it to have none.";
        if (Symbols.Count > MaxSymbols) return $"List '{Name}' has {Symbols.Count:N0} symbols; the maximum is {MaxSymbols:N0}.";
        var seen = new HashSet<Symbol>(Symbols.Count);
        foreach (var symbol in Symbols)
        {
            if (!seen.Add(symbol)) return $"List '{Name}' has {symbol} twice.";
        }
        return null;
    }

    /// <summary>The symbols with others at the end; those that it has keep their place.</summary>
    public IReadOnlyList<Symbol> With(IReadOnlyList<Symbol> added) => [.. Symbols.Concat(added).Distinct()];

    /// <summary>The symbols without others.</summary>
    public IReadOnlyList<Symbol> Without(IReadOnlyList<Symbol> removed) => [.. Symbols.Except(removed)];
}
