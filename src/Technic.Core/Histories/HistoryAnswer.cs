namespace Technic.Core.Histories;

/// <summary>The end of one key's search.</summary>
/// <param name="Place">The key's place in the search.</param>
/// <param name="Lookup">How it ended. An answer that came from another process has what was computed, and no history.</param>
/// <param name="Computed">What the search's <see cref="HistorySearch.Computation"/> made of the history; <c>null</c> without bars or without a computation.</param>
/// <param name="Joined">Whether the key joined a request that another caller had begun.</param>
public readonly record struct HistoryAnswer(int Place, HistoryLookup Lookup, object? Computed = null, bool Joined = false);

/// <summary>One step of a search on its way: answers here; plans and loads come from the provider's tier.</summary>
public abstract record SearchStep;

/// <summary>Some keys have their answers.</summary>
public sealed record Answered(HistoryAnswer[] Answers) : SearchStep;
