using System.Globalization;

namespace Technic.Chaos;

/// <summary>What a run found.</summary>
/// <param name="Options">What it did.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Failures">The failures by kind.</param>
/// <param name="Tally">What the clients saw.</param>
internal sealed record ChaosReport(ChaosOptions Options, TimeSpan Elapsed, IReadOnlyDictionary<string, int> Failures, Tally Tally)
{
    private const int ShownOfAKind = 5;

    public IReadOnlyList<string> Violations => Tally.Violations;

    public IEnumerable<string> Lines()
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{Options.Silos} silos, {Options.Symbols} symbols, {Options.Rate} requests a minute, seed {Options.Seed}: ")
            + string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalMinutes:0.0} min");
        var kinds = Failures.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} {kind.Value}");
        yield return $"failures: {string.Join(", ", kinds)}";
        foreach (var line in Tally.Lines()) yield return line;
        foreach (var violation in Tally.ViolationLines(ShownOfAKind)) yield return $"VIOLATION: {violation}";
        yield return Violations.Count == 0 ? "No violation." : $"{Violations.Count} violations.";
    }
}
