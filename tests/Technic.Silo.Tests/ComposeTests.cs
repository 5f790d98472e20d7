using System.Text.RegularExpressions;
using Technic.Front;
using Technic.Silo.Settings;
using Technic.Testing;
using YamlDotNet.RepresentationModel;

namespace Technic.Silo.Tests;

/// <summary>The files of <c>compose</c> belong together: mounted files exist, variables are settings, names are services.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Folder = Path.GetDirectoryName(Checkout.Find("compose", "docker-compose.yml"))!;
    private static readonly YamlMappingNode Compose = Load("docker-compose.yml");

    private static IEnumerable<(string Name, YamlMappingNode Service)> Services =>
        ((YamlMappingNode)Compose["services"]).Select(pair => (Text(pair.Key), (YamlMappingNode)pair.Value));

    [Fact]
    public void Mounted_files_exist()
    {
        var mounts = Services.SelectMany(service => List(service.Service, "volumes")).Select(Text)
            .Where(mount => mount.StartsWith("./", StringComparison.Ordinal)).Select(mount => mount.Split(':')[0]).ToArray();

        Assert.NotEmpty(mounts);
        Assert.All(mounts, mount => Assert.True(Path.Exists(Path.Combine(Folder, mount)), mount));
    }

    [Fact]
    public void Every_service_has_a_memory_limit_except_the_ones_that_end() => Assert.All(
        Services.Where(service => service.Name != "front-user"),
        service => Assert.NotEmpty(Text(service.Service["deploy"]["resources"]["limits"]["memory"])));

    [Fact]
    public void Variables_of_silo_and_front_are_settings_of_theirs()
    {
        Dictionary<string, IEnumerable<string>> known = new()
        {
            ["silo"] = SiloConfiguration.Keys.Select(key => key.Name), ["front"] = FrontSettings.Names,
        };
        foreach (var (name, settings) in known)
        {
            var variables = ((YamlMappingNode)Services.Single(service => service.Name == name).Service["environment"]).Children.Keys
                .Select(Text).Where(variable => variable.StartsWith("Technic__", StringComparison.Ordinal));
            Assert.All(variables, variable => Assert.Contains(variable["Technic__".Length..], settings));
        }
    }

    [Fact]
    public void Every_variable_is_in_the_example()
    {
        var used = Variable().Matches(File.ReadAllText(Path.Combine(Folder, "docker-compose.yml")))
            .Select(match => match.Groups["name"].Value).Append("TECHNIC_METRICS_KEY").Distinct();
        var example = File.ReadAllText(Path.Combine(Folder, ".env.example"));

        Assert.All(used, name => Assert.Matches($"(?m)^{name}=", example));
    }

    [Fact]
    public void The_telemetry_profile_refers_to_existing_services_and_files()
    {
        var names = Services.Select(service => service.Name).ToHashSet();
        string[] files =
        [
            "prometheus/prometheus.yml", "prometheus/collector.yml", "grafana/provisioning/datasources/technic.yml",
            "grafana/provisioning/dashboards/technic.yml",
        ];
        foreach (var file in files)
        {
            Load(file);
            // Names of services are followed by a port, as in front:8080.
            var hosts = ServiceAddress().Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(match => match.Groups["name"].Value);
            Assert.All(hosts, host => Assert.Contains(host, names));
        }
        Assert.Contains("silo", File.ReadAllText(Path.Combine(Folder, files[0])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dockerfile.silo", "Technic.Silo", "Technic.Silo.dll")]
    [InlineData("Dockerfile.front", "Technic.Front", "Technic.Front.dll")]
    [InlineData("Dockerfile.serve", "Technic.Cli", "technic.dll")]
    public void A_Dockerfile_publishes_a_project_and_starts_its_program_as_an_unprivileged_user(string file, string project, string program)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, file));

        Assert.Contains(lines, line => line.Contains($"dotnet publish src/{project} ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"ENTRYPOINT [\"dotnet\", \"{program}\"", StringComparison.Ordinal));
        Assert.Contains("USER $APP_UID", lines);
        Assert.All(
            lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)),
            line => Assert.All(line.Split(' ')[1..^1], path => Assert.True(Path.Exists(Path.Combine(Folder, "..", path)), path)));
    }

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, file))));
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<YamlNode> List(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var list) ? (YamlSequenceNode)list : [];

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<![\w.-])(?<name>[a-z][a-z-]+):\d{4,5}\b")]
    private static partial Regex ServiceAddress();
}
