using System.Text.Json;
using System.Text.RegularExpressions;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>The metrics of the processes of a cluster.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Metrics_are_exported_to_the_collector_before_the_silo_stops()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var silo = RunningSilo.Start(collector.Environment, "Cluster=localhost", "Name=silo-1");
        await silo.WaitUntilReadyAsync();

        silo.Terminate();
        await silo.WaitForExitAsync();

        Assert.True(collector.Metrics.TryRead(out var metrics), "Nothing was sent.");
        Assert.Contains("technic.cache.hits", metrics, StringComparison.Ordinal);
        Assert.Contains("orleans-", metrics, StringComparison.Ordinal);
        Assert.Contains("technic-silo", metrics, StringComparison.Ordinal);
        Assert.Contains("silo-1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_stops_in_time_although_its_collector_hangs()
    {
        using var hung = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        hung.Start();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{((System.Net.IPEndPoint)hung.LocalEndpoint).Port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        await using var silo = RunningSilo.Start(environment, "Cluster=localhost");
        await silo.WaitUntilReadyAsync();

        silo.Terminate();

        Assert.Equal(0, await silo.WaitForExitAsync());
    }

    /// <summary>
    /// Every name in the dashboard is exported by a process of a cluster that has scanned, with the labels that are used.
    /// </summary>
    [Fact]
    public async Task Every_metric_of_the_Grafana_dashboard_is_exported_by_a_process()
    {
        await using var polygon = await FakePolygonServer.StartAsync(
            await FakeMarket.SyntheticAsync(20, new DateOnly(2024, 1, 1), DateOnly.FromDateTime(DateTime.UtcNow.Date)));
        await using var cluster = await LocalCluster.StartAsync(
            "--silos", "2", "--rate", "0", "--polygon-url", polygon.BaseAddress.ToString());
        using var http = new HttpClient();
        using (await http.PostAsync(
            new Uri(cluster.Front, "/api/scans"), new StringContent("{}", System.Text.Encoding.UTF8, "application/json"))) { }

        var exported = string.Concat(
            await Task.WhenAll(cluster.Urls.Values.Select(url => http.GetStringAsync(new Uri(url, "/metrics")))));
        var series = Series().Matches(exported)
            .Select(line => (Name: line.Groups["name"].Value, Labels: LabelNames(line.Groups["labels"].Value).ToHashSet()))
            .ToLookup(line => line.Name, line => line.Labels);
        var used = Expressions().SelectMany(NamesIn).ToArray();

        string[] missing = [.. used.Select(metric => metric.Name).Distinct().Where(name => !series.Contains(name))];
        string[] unlabelled =
        [
            .. used.Where(metric => !series[metric.Name].Any(labels => metric.Labels.All(labels.Contains)))
                .Select(metric => $"{metric.Name} by {string.Join(", ", metric.Labels)}"),
        ];

        Assert.NotEmpty(used);
        Assert.Empty(missing);
        Assert.Empty(unlabelled);
    }

    /// <summary>The expressions of the dashboard's panels.</summary>
    private static IEnumerable<string> Expressions()
    {
        var dashboard = JsonElement.Parse(File.ReadAllText(Checkout.Find("compose", "grafana", "technic.json")));
        return dashboard.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!));
    }

    /// <summary>The names of an expression with the labels of their selectors and groupings, without those that Prometheus adds.</summary>
    private static IEnumerable<(string Name, string[] Labels)> NamesIn(string expression)
    {
        string[] added = ["job", "instance"];
        var groupings = Grouping().Matches(expression).SelectMany(grouping => grouping.Groups["labels"].Value.Split(','))
            .Select(label => label.Trim()).ToArray();
        foreach (Match metric in Metric().Matches(Grouping().Replace(expression, "")))
        {
            var labels = LabelNames(metric.Groups["labels"].Value).Concat(groupings).Where(label => label.Length > 0).Except(added);
            yield return (metric.Groups["name"].Value, [.. labels]);
        }
    }

    private static IEnumerable<string> LabelNames(string labels) => Label().Matches(labels).Select(label => label.Groups["name"].Value);

    [GeneratedRegex(@"^(?<name>[a-z_][a-z0-9_]*)(\{(?<labels>[^}]*)\})? ", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Series();

    [GeneratedRegex(@"\b(?<name>(technic|orleans|http|kestrel|dotnet|process|npgsql|db)_[a-z0-9_]+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\bby ?\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("(?<name>[a-z_][a-z0-9_]*) ?[!=]~?\"", RegexOptions.IgnoreCase)]
    private static partial Regex Label();
}
