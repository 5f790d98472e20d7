using Technic.Chaos;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>
/// A short run of the chaos program; the long ones are by hand (docs/cluster.md). Nothing runs beside it: its recoveries have deadlines.
/// </summary>
[Collection(nameof(AloneCollection))]
public sealed class ChaosTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [SkippableFact]
    public async Task Silos_database_and_provider_fail_while_every_answer_is_right_or_says_why_not()
    {
        Skip.IfNot(PostgresServer.IsInstalled, PostgresServer.NoPrivateServer);
        // Fewer symbols than sessions would be requested one by one; the quota lets the load of the market pass in a few seconds.
        var options = new ChaosOptions(
            TimeSpan.FromSeconds(30), Seed: 5, Silos: 2, Symbols: 300, Rate: 3_000, Pause: TimeSpan.FromSeconds(5), Only: []);
        using var log = new StringWriter();
        using var limit = new CancellationTokenSource(Limit);

        var report = await ChaosRun.RunAsync(options, log, limit.Token);

        Assert.True(report.Violations.Count == 0, string.Join('\n', report.Lines()) + "\n" + log);
        Assert.True(report.Tally["rows equal to the reference"] > 300, string.Join('\n', report.Lines()));
        Assert.True(report.Failures.Values.Sum() > 0, log.ToString());
    }
}

[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
