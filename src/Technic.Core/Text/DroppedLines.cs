namespace Technic.Core.Text;

/// <summary>Lines of a file that were dropped for one reason.</summary>
/// <param name="Reason">The reason in two or three words.</param>
/// <param name="Count">The number of lines.</param>
/// <param name="Examples">The first of them, each as one sentence with its line number.</param>
public sealed record DroppedLines(string Reason, int Count, IReadOnlyList<string> Examples);

/// <summary>Counts dropped lines by reason.</summary>
internal sealed class DroppedLinesCounter
{
    private const int MaxExamples = 5;

    private readonly OrderedDictionary<string, (int Count, List<string> Examples)> _dropped = [];

    /// <summary>The number of dropped lines.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a line.</summary>
    public void Add(string reason, Func<string> complaint)
    {
        var (count, examples) = _dropped.TryGetValue(reason, out var known) ? known : (0, []);
        if (examples.Count < MaxExamples) examples.Add(complaint());
        _dropped[reason] = (count + 1, examples);
        Count++;
    }

    /// <summary>Adds the counts of another file.</summary>
    public void Add(DroppedLinesCounter other)
    {
        foreach (var (reason, (count, examples)) in other._dropped)
        {
            var (before, known) = _dropped.TryGetValue(reason, out var found) ? found : (0, []);
            known.AddRange(examples.Take(MaxExamples - known.Count));
            _dropped[reason] = (before + count, known);
        }
        Count += other.Count;
    }

    /// <summary>The number of lines dropped for a reason.</summary>
    public int CountOf(string reason) => _dropped.TryGetValue(reason, out var known) ? known.Count : 0;

    /// <summary>The lines by reason, in the order of their first line.</summary>
    public IReadOnlyList<DroppedLines> ToList() =>
    [.. _dropped.Select(pair => new DroppedLines(pair.Key, pair.Value.Count, pair.Value.Examples))];
}
