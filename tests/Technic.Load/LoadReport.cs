using System.Globalization;

namespace Technic.Load;

/// <summary>The result of one request.</summary>
internal readonly record struct Answer(string Kind, TimeSpan Took, long Bytes, string? Problem);

/// <summary>The result of a load test.</summary>
/// <param name="Readers">The number of clients.</param>
/// <param name="Time">From the first request to the last response.</param>
/// <param name="Answers">The results of all requests.</param>
internal sealed record LoadReport(int Readers, TimeSpan Time, IReadOnlyList<Answer> Answers)
{
    public int Errors => Answers.Count(answer => answer.Problem is not null);

    /// <summary>The report as a Markdown table; times in milliseconds.</summary>
    public IEnumerable<string> Lines()
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{Readers} clients, {Time.TotalSeconds:0.0} s, {Environment.ProcessorCount} cores shared by server and clients:");
        yield return "";
        yield return "| | requests | per second | p50 | p99 | max | MB/s | errors |";
        yield return "|---|---|---|---|---|---|---|---|";
        yield return Line("all", Answers);
        foreach (var kind in Answers.GroupBy(answer => answer.Kind).OrderByDescending(kind => kind.Count()))
            yield return Line(kind.Key, [.. kind]);
        foreach (var problem in Answers.Where(answer => answer.Problem is not null).GroupBy(answer => answer.Problem).Take(5))
            yield return $"{problem.Count()} × {problem.Key}";
    }

    private string Line(string name, IReadOnlyList<Answer> answers)
    {
        var took = answers.Select(answer => answer.Took.TotalMilliseconds).Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {took.Length} | {took.Length / Time.TotalSeconds:0} | {At(took, 0.5):0.0} | {At(took, 0.99):0.0} | "
                + $"{took[^1]:0.0} | {answers.Sum(a => a.Bytes) / 1e6 / Time.TotalSeconds:0.0} | "
                + $"{answers.Count(a => a.Problem is not null)} |");
    }

    /// <summary>The percentile by nearest rank.</summary>
    private static double At(double[] sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
