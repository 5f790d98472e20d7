using Technic.Core.Market;

namespace Technic.Architecture.Tests;

/// <summary>Arrows point inwards only: Cli, Front, Silo → Web → Core ← Polygon, Embedded, Cluster.*; Core → Indicators.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> MayReferTo = new()
    {
        ["Technic.Indicators"] = [],
        ["Technic.Core"] = ["Technic.Indicators"],
        ["Technic.Polygon"] = ["Technic.Core"],
        ["Technic.Embedded"] = ["Technic.Core", "Technic.Polygon"],
        ["Technic.Columnar"] = ["Technic.Core"],
        ["Technic.Sources"] = ["Technic.Core", "Technic.Polygon"],
        ["Technic.Web"] = ["Technic.Core", "Technic.Columnar"],
        ["Technic.Cluster.Contracts"] = ["Technic.Core"],
        ["Technic.Cluster.Client"] = ["Technic.Core", "Technic.Cluster.Contracts"],
        ["Technic.Cluster.Grains"] = ["Technic.Core", "Technic.Cluster.Contracts", "Technic.Cluster.Client"],
        ["Technic.Cluster.Postgres"] = ["Technic.Core", "Technic.Cluster.Client"],
        ["Technic.ServiceDefaults"] = ["Technic.Core"],
        ["Technic.Cli"] =
        [
            "Technic.Core", "Technic.Polygon", "Technic.Embedded", "Technic.Web", "Technic.ServiceDefaults", "Technic.Columnar",
            "Technic.Sources",
        ],
        ["Technic.Silo"] =
        [
            "Technic.Core", "Technic.Polygon", "Technic.Sources", "Technic.Cluster.Client", "Technic.Cluster.Grains",
            "Technic.Cluster.Postgres", "Technic.ServiceDefaults",
        ],
        ["Technic.Front"] = ["Technic.Core", "Technic.Web", "Technic.Cluster.Client", "Technic.ServiceDefaults"],
    };

    private static readonly string[] MayNameOrleans = ["Technic.Cluster", "Technic.Silo", "Technic.Front", "Technic.Chaos"];

    public static TheoryData<string> Sources =>
        [.. Repository.Projects.Values.Where(project => project.IsSource).Select(project => project.Name)];

    public static TheoryData<string> All => [.. Repository.Projects.Keys];

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_project_refers_only_to_what_lies_further_in(string name)
    {
        Assert.True(MayReferTo.TryGetValue(name, out var allowed), $"{name} is new: say in {nameof(MayReferTo)} what it may refer to.");
        Assert.Empty(Repository.Projects[name].References.Except(allowed!));
    }

    [Fact]
    public void Core_needs_nothing_but_logging_and_mathematics()
    {
        var core = Repository.Projects["Technic.Core"];

        // MathNet.Numerics has the distributions and quantiles of studies, which a well-kept library computes better than own lines.
        Assert.Equal(["MathNet.Numerics", "Microsoft.Extensions.Logging.Abstractions"], core.Packages);
        Assert.Empty(core.Frameworks);
    }

    [Fact]
    public void Core_as_it_was_built_calls_no_engine_database_web_server_or_provider()
    {
        string[] inner =
        [
            "System.", "MathNet.Numerics", "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Technic.Indicators",
        ];

        var outer = typeof(Symbol).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(assembly => !inner.Any(prefix => assembly.StartsWith(prefix, StringComparison.Ordinal)));

        Assert.Empty(outer);
    }

    [Fact]
    public void The_web_library_knows_the_engine_port_and_the_formats_of_tables_alone() =>
        Assert.Equal(["Technic.Columnar", "Technic.Core"], Repository.Projects["Technic.Web"].References.Order());

    [Theory]
    [MemberData(nameof(All))]
    public void Only_cluster_silo_and_front_and_their_tests_name_an_Orleans_package(string name)
    {
        var project = Repository.Projects[name];
        var may = MayNameOrleans.Any(home => name == home || name.StartsWith(home + ".", StringComparison.Ordinal));

        Assert.True(may || !project.NamesOrleans, $"{name} names an Orleans package.");
    }

    [Fact]
    public void The_front_contains_nothing_of_a_silo()
    {
        string[] server = ["Technic.Cluster.Grains", "Technic.Cluster.Postgres"];
        var closure = Repository.Closure(Repository.Projects["Technic.Front"]).ToArray();

        Assert.Empty(closure.Select(project => project.Name).Intersect(server));
        Assert.DoesNotContain("Microsoft.Orleans.Server", closure.SelectMany(project => project.Packages));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void No_source_project_refers_to_a_test_project(string name) =>
        Assert.All(Repository.Projects[name].References, reference => Assert.True(Repository.Projects[reference].IsSource, reference));
}
