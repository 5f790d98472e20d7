namespace Technic.Core.Text;

/// <summary>Suggests an existing word for an unknown one.</summary>
public static class Suggestion
{
    // A longer word is not a typing error, and the comparison takes quadratic time.
    internal const int MaxLength = 64;

    /// <summary>
    /// The candidate with the smallest edit distance (letters wrong, missing, added, or exchanged with a neighbour; case does not count),
    /// or else the first one that begins with the word; <c>null</c> when the distance of all is above one edit in three letters.
    /// </summary>
    public static string? Closest(string typed, IEnumerable<string> candidates)
    {
        if (typed.Length is 0 or > MaxLength) return null;
        string? best = null;
        string? begins = null;
        var fewest = Math.Max(1, typed.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (typed.Length >= 2 && candidate.StartsWith(typed, StringComparison.OrdinalIgnoreCase)) begins ??= candidate;
            if (candidate.Length > MaxLength) continue;
            var distance = Distance(typed, candidate);
            if (distance < fewest) (best, fewest) = (candidate, distance);
        }
        return best ?? begins;
    }

    /// <summary>Text to append to the unknown word: <c> (did you mean 'Energy'?)</c>, or nothing when no candidate is similar.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> candidates) =>
        Closest(typed, candidates) is { } closest ? $" (did you mean '{closest}'?)" : "";

    /// <summary>Optimal string alignment distance (Damerau–Levenshtein without edited transpositions), case-insensitive.</summary>
    internal static int Distance(string a, string b)
    {
        Span<int> before = stackalloc int[MaxLength + 1];
        Span<int> previous = stackalloc int[MaxLength + 1];
        Span<int> current = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]);
                var distance = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (same ? 0 : 1));
                var exchanged = i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]);
                current[j] = exchanged ? Math.Min(distance, before[j - 2] + 1) : distance;
            }
            var oldest = before;
            before = previous;
            previous = current;
            current = oldest;
        }
        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
