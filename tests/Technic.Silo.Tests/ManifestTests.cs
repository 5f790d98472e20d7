using System.Globalization;
using System.Text.Json;
using k8s;
using k8s.Models;
using Technic.Front;
using Technic.Silo.Settings;
using Technic.Testing;
using YamlDotNet.RepresentationModel;

namespace Technic.Silo.Tests;

/// <summary>
/// The manifests of <c>compose/k8s</c>: read with the types of the Kubernetes API, which reject unknown and duplicate fields and wrong
/// types; validated against its JSON schemas, which know required fields; and compared with what silo and front do.
/// </summary>
public sealed class ManifestTests
{
    /// <summary>The JSON schemas of the Kubernetes API, in npm's package kubernetes-models.</summary>
    private static readonly NodeScripts Schemas = new("Manifests");

    private static readonly string Folder = Path.GetDirectoryName(Checkout.Find("compose", "k8s", "kustomization.yaml"))!;

    private static readonly IReadOnlyList<object> Objects =
        [.. Resources().SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, file)), strict: true))];

    private static readonly V1StatefulSet Silos = Objects.OfType<V1StatefulSet>().Single();
    private static readonly V1Deployment Fronts = Objects.OfType<V1Deployment>().Single();

    public static TheoryData<string> Broken => new()
    {
        "spec:\n  replica: 3", "spec:\n  replicas: three", "spec:\n  replicas: 3\n  replicas: 4",
        "spec:\n  template:\n    spec:\n      containers:\n        - name: silo\n          readynessProbe: {}",
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void The_validation_finds_unknown_fields_and_wrong_types(string broken) => Assert.ThrowsAny<Exception>(
        () => KubernetesYaml.LoadAllFromString($"apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: a\n{broken}\n", strict: true));

    [Fact]
    public void The_kustomization_lists_every_manifest() => Assert.Equal(
        Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileName).Where(name => name != "kustomization.yaml").Order(),
        Resources().Order());

    [Fact]
    public void Every_object_has_a_kind_and_a_unique_name()
    {
        var names = Objects.Cast<IKubernetesObject<V1ObjectMeta>>().Select(item => $"{item.Kind} {item.Metadata.Name}").ToArray();

        Assert.Equal(names.Distinct(), names);
        Assert.All(Objects.Cast<IKubernetesObject>(), item => Assert.NotEmpty(item.ApiVersion));
    }

    [Fact]
    public void Selectors_select_the_pods_that_they_are_for()
    {
        Assert.Equal(Silos.Spec.Selector.MatchLabels, Silos.Spec.Template.Metadata.Labels);
        Assert.Equal(Fronts.Spec.Selector.MatchLabels, Fronts.Spec.Template.Metadata.Labels);
        foreach (var (name, labels) in new[]
        {
            ("silo", Silos.Spec.Template.Metadata.Labels), ("front", Fronts.Spec.Template.Metadata.Labels),
        })
        {
            Assert.Equal(labels, Objects.OfType<V1Service>().Single(service => service.Metadata.Name == name).Spec.Selector);
            var budget = Objects.OfType<V1PodDisruptionBudget>().Single(budget => budget.Metadata.Name == name);
            Assert.Equal(labels, budget.Spec.Selector.MatchLabels);
            Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
            var policy = Objects.OfType<V1NetworkPolicy>().Single(policy => policy.Metadata.Name == name);
            Assert.Equal(labels, policy.Spec.PodSelector.MatchLabels);
        }
        Assert.Equal(Silos.Metadata.Name, Silos.Spec.ServiceName);
        var scaler = Objects.OfType<V2HorizontalPodAutoscaler>().Single().Spec;
        Assert.Equal((Fronts.Kind, Fronts.Metadata.Name), (scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.Name));
        Assert.True(scaler.MinReplicas < scaler.MaxReplicas && scaler.Metrics.Count > 0);
        Assert.Null(Fronts.Spec.Replicas);
    }

    [Fact]
    public void The_ports_are_those_of_the_programs()
    {
        Dictionary<string, int> ports = new() { ["silo"] = 11_111, ["gateway"] = 30_000, ["http"] = 8_081 };
        Assert.All(ports, port => Assert.Contains($"{port.Value}", DefaultOf(port.Key), StringComparison.Ordinal));
        Assert.Equal(ports, ContainerOf(Silos.Spec.Template).Ports.ToDictionary(port => port.Name, port => port.ContainerPort));
        Assert.Equal(ports, Objects.OfType<V1Service>().Single(service => service.Metadata.Name == "silo").Spec.Ports
            .ToDictionary(port => port.Name, port => port.Port));
        // Dockerfile.front sets this port.
        var front = File.ReadAllText(Checkout.Find("compose", "Dockerfile.front"));
        var port = Assert.Single(ContainerOf(Fronts.Spec.Template).Ports);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"ASPNETCORE_HTTP_PORTS={port.ContainerPort}"), front,
            StringComparison.Ordinal);

        static string DefaultOf(string port) => SiloConfiguration.Keys
            .Single(key => key.Name.Equals($"{port}Port", StringComparison.OrdinalIgnoreCase)).Default;
    }

    [Fact]
    public void Only_silos_reach_the_port_of_silos_and_only_fronts_and_silos_the_gateways()
    {
        var rules = Objects.OfType<V1NetworkPolicy>().Single(policy => policy.Metadata.Name == "silo").Spec.Ingress;

        Assert.Equal(["technic-silo"], PeersOf("11111"));
        Assert.Equal(["technic-front", "technic-silo"], PeersOf("30000"));
        Assert.Equal([null], PeersOf("8081"));

        IEnumerable<string?> PeersOf(string port) => rules
            .Where(rule => rule.Ports.Any(allowed => allowed.Port.Value == port))
            .SelectMany(rule => rule.FromProperty)
            .Select(peer => peer.PodSelector?.MatchLabels["app.kubernetes.io/name"]).Order();
    }

    [Fact]
    public void Settings_and_probes_exist()
    {
        var known = SiloConfiguration.Keys.Select(key => key.Name).Concat(FrontSettings.Names).ToHashSet();
        var settings = Objects.OfType<V1ConfigMap>().SelectMany(map => map.Data.Keys)
            .Concat(ContainerOf(Silos.Spec.Template).Env.Select(variable => variable.Name));
        Assert.All(settings, setting => Assert.Contains(setting.Replace("Technic__", "", StringComparison.Ordinal), known));

        foreach (var container in (V1Container[])[ContainerOf(Silos.Spec.Template), ContainerOf(Fronts.Spec.Template)])
        {
            Assert.Equal(
                ["/health/live", "/health/live", "/health/ready"],
                new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.Select(probe => probe.HttpGet.Path));
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.NotEmpty(container.Resources.Limits["memory"].ToString());
            Assert.All(container.EnvFrom, source => Assert.Contains(
                Objects.OfType<V1ConfigMap>(), map => map.Metadata.Name == source.ConfigMapRef.Name));
        }
    }

    [Fact]
    public void Every_mount_has_a_volume_and_the_paths_of_secrets_are_mounted()
    {
        foreach (var template in (V1PodTemplateSpec[])[Silos.Spec.Template, Fronts.Spec.Template])
        {
            var mounts = ContainerOf(template).VolumeMounts;
            Assert.Equal(template.Spec.Volumes.Select(volume => volume.Name).Order(), mounts.Select(mount => mount.Name).Order());
            var data = Objects.OfType<V1ConfigMap>().Single(map => map.Metadata.Name == "technic").Data;
            Assert.Contains(data["Technic__Secrets"], mounts.Select(mount => mount.MountPath));
            foreach (var key in (string[])["Technic__TlsCertificate", "Technic__TlsKey", "Technic__TlsAuthority"])
                Assert.Contains(Path.GetDirectoryName(data[key]), mounts.Select(mount => mount.MountPath));
        }
        Assert.Empty(Objects.OfType<V1Secret>());
    }

    [SkippableFact]
    public void The_manifests_are_valid_by_the_JSON_schemas_of_the_API()
    {
        Skip.If(Schemas.Obstacle is not null, Schemas.Obstacle);

        Assert.Empty(ErrorsOf(Objects));
    }

    [SkippableFact]
    public void The_schemas_find_missing_fields()
    {
        Skip.If(Schemas.Obstacle is not null, Schemas.Obstacle);
        var broken = KubernetesYaml.Deserialize<V1StatefulSet>(KubernetesYaml.Serialize(Silos));
        broken.Spec.Selector = null;
        broken.Spec.Template.Spec.Containers[0].Ports[0].Name = null;
        broken.Spec.Template.Spec.Containers[0].Name = null;

        var error = Assert.Single(ErrorsOf([broken]));

        Assert.StartsWith("StatefulSet silo: ", error, StringComparison.Ordinal);
        Assert.Contains("'selector'", error.Replace("property selector", "'selector'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("containers/0", error, StringComparison.Ordinal);
    }

    private static string[] ErrorsOf(IEnumerable<object> objects)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("objects.json", $"[{string.Join(',', objects.Select(item => KubernetesJson.Serialize(item)))}]");
        return [.. JsonElement.Parse(Schemas.Run("validate.mjs", file)).EnumerateArray().Select(error => error.GetString()!)];
    }

    private static V1Container ContainerOf(V1PodTemplateSpec template) => Assert.Single(template.Spec.Containers);

    private static IEnumerable<string> Resources()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Checkout.Find("compose", "k8s", "kustomization.yaml"))));
        var resources = (YamlSequenceNode)((YamlMappingNode)yaml.Documents[0].RootNode)["resources"];
        return resources.Select(resource => ((YamlScalarNode)resource).Value!);
    }
}
