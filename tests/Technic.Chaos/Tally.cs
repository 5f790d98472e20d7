using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Technic.Chaos;

/// <summary>Counts what the clients of a run saw. Thread-safe.</summary>
internal sealed partial class Tally
{
    /// <summary>Calls that took longer are listed with the time when they began.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _run = Stopwatch.StartNew();
    private readonly ConcurrentQueue<(TimeSpan Began, string Call)> _slow = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _milliseconds = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly ConcurrentQueue<string> _violations = new();

    public IReadOnlyList<string> Violations => [.. _violations.Distinct()];

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Count(string what, long number = 1) => _counts.AddOrUpdate(what, number, (_, before) => before + number);

    public void Violate(string what) => _violations.Enqueue($"{what} (after {_run.Elapsed.TotalSeconds:0} s)");

    /// <summary>Runs a call; its time counts when it succeeds, its message when it does not.</summary>
    /// <returns>Whether it succeeded.</returns>
    public async Task<bool> MeasureAsync(string what, Func<Task> call, CancellationToken cancellationToken)
    {
        var began = _run.Elapsed;
        try
        {
            await call();
            _milliseconds.GetOrAdd(what, _ => []).Enqueue((_run.Elapsed - began).TotalMilliseconds);
            return true;
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            Count($"{what} refused");
            Count($"{what}: {problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}");
            return false;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            var took = _run.Elapsed - began;
            if (took > Slow) _slow.Enqueue((began, $"{what} that began at {began.TotalSeconds:0} s: {took.TotalSeconds:0} s"));
        }
    }

    /// <summary>The first violations of each kind, and their number.</summary>
    /// <param name="shown">How many of a kind.</param>
    public IEnumerable<string> ViolationLines(int shown) => Violations
        .GroupBy(violation => Particulars().Replace(violation, "#"))
        .SelectMany(kind => kind.Take(shown).Append($"{kind.Count()} of this kind"));

    [GeneratedRegex(@"\bS\d+|\d[\d.,:-]*")]
    private static partial Regex Particulars();

    public IEnumerable<string> Lines()
    {
        foreach (var (what, times) in _milliseconds.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var sorted = times.Order().ToArray();
            yield return $"{what}: {sorted.Length}; median {At(0.5):0} ms, 99 % within {At(0.99):0} ms, longest {sorted[^1]:0} ms";
            double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
        }
        foreach (var (_, call) in _slow.OrderBy(slow => slow.Began)) yield return call;
        foreach (var (what, count) in _counts.OrderBy(entry => entry.Key, StringComparer.Ordinal)) yield return $"{what}: {count}";
    }
}
