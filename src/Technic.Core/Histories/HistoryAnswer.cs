namespace Technic.Core.Histories;

/// <summary>The result of a search for one key.</summary>
/// <param name="Place">The index of the key in the search.</param>
/// <param name="Lookup">The lookup. An answer of another process has the computed result, and no history.</param>
/// <param name="Computed">
/// The result of the search's <see cref="HistorySearch.Computation"/>; <c>null</c> without bars or without a computation.
/// </param>
/// <param name="Joined">Whether the key shared the request of another caller.</param>
public readonly record struct HistoryAnswer(int Place, HistoryLookup Lookup, object? Computed = null, bool Joined = false);

/// <summary>One step of a search: answers here; plans and loads in the provider's tier.</summary>
public abstract record SearchStep;

/// <summary>Answers of some keys.</summary>
public sealed record Answered(HistoryAnswer[] Answers) : SearchStep;
