using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Technic.Cluster.Client;
using Technic.Front;
using Technic.ServiceDefaults;
using Technic.Silo.Settings;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>
/// docs/settings.md has every setting of silo and front; it is generated (TECHNIC_UPDATE_DOCS=1). No document names a setting that does
/// not exist.
/// </summary>
public sealed partial class SettingsDocumentationTests
{
    private static readonly string Root = Path.GetDirectoryName(Checkout.Find("Technic.Orleans.sln"))!;

    private static readonly (string Name, string Value)[] TokenSettings =
        [("TokenAuthority", "https://id.example.org"), ("TokenAudience", "technic")];

    [Fact]
    public void The_page_of_the_settings_is_that_of_silo_and_front()
    {
        var page = new StringBuilder(
            """
            # Settings

            > Generated from the settings of the programs; do not edit. `Technic.Silo --help` and `Technic.Front --help` list the same.

            On the command line `--Technic:KEY=VALUE`, in the environment `Technic__KEY=VALUE`. More about them:
            [cluster](cluster.md#settings), [operation](operate.md#settings), [security](security.md). `technic serve` has
            [options](command-line.md#technic-serve) instead; it also reads `Hosts`, `Logging`, `Origins`, `Proxies`, `Secrets` and the
            settings of tokens from the environment.

            """.ReplaceLineEndings("\n"));
        Add("Silo", SiloConfiguration.Keys);
        Add("Front", FrontSettings.Keys);
        page.Append(
            $"""

             The front listens on `--urls URL`, default `{FrontSettings.DefaultUrl}`.

             """.ReplaceLineEndings("\n"));

        var path = Path.Combine(Root, "docs", "settings.md");
        if (Environment.GetEnvironmentVariable("TECHNIC_UPDATE_DOCS") == "1") File.WriteAllText(path, page.ToString());
        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page.ToString(),
            $"{path} is out of date: run this test with TECHNIC_UPDATE_DOCS=1.");

        void Add(string title, IEnumerable<(string Name, string Default, string Meaning)> keys)
        {
            page.Append($"\n## {title}\n| key | default | meaning |\n|---|---|---|\n");
            foreach (var (name, fallback, meaning) in keys) page.Append($"| `{name}` | {fallback} | {meaning} |\n");
        }
    }

    [Fact]
    public void A_silo_reads_the_listed_settings_and_no_others()
    {
        var read = new HashSet<string>();
        (string, string)[] sources =
            [("Source", "synthetic"), ("Csv", "bars.csv"), ("Stooq", "d_us_txt.zip"), ("Source", "alpaca"), ("Postgres", "Host=db")];
        foreach (var setting in sources)
            read.UnionWith(Recording([setting], configuration => _ = SiloSettings.Read(configuration)));

        Assert.Equal(SiloConfiguration.Keys.Select(key => key.Name).Order(), read.Order());
    }

    [Fact]
    public void A_front_reads_the_listed_settings_and_no_others()
    {
        var read = Recording(TokenSettings, configuration => _ = FrontSettings.Read(configuration));

        // Silos and fronts read the cluster in the same way; only silos have this port.
        Assert.Equal(FrontSettings.Names.Append("SiloPort").Order(), read.Order());
    }

    public static TheoryData<string, string> SiloDefaults => DefaultsOf(SiloConfiguration.Keys);

    public static TheoryData<string, string> FrontDefaults => DefaultsOf(FrontSettings.Keys);

    [Theory]
    [MemberData(nameof(SiloDefaults))]
    public void A_silo_with_a_listed_default_is_one_without_the_setting(string name, string value)
    {
        var configuration = Configuration((name, value));
        // Without a key, a silo with a URL of Polygon does not start.
        configuration["POLYGON_API_KEY"] = name == "PolygonUrl" ? "key" : null;
        var with = SiloSettings.Read(configuration);
        configuration[$"Technic:{name}"] = null;
        var without = SiloSettings.Read(configuration);

        if (name == "PolygonUrl") Assert.Equal(without.Source.Polygon, with.Source.Polygon);
        else Assert.Equal(without, with);
    }

    [Theory]
    [MemberData(nameof(FrontDefaults))]
    public void A_front_with_a_listed_default_is_one_without_the_setting(string name, string value)
    {
        var without = Shown(FrontSettings.Read(Configuration(TokenSettings)));

        var with = Shown(FrontSettings.Read(Configuration([.. TokenSettings, (name, value)])));

        Assert.Equal(without, with);

        static object Shown(FrontSettings settings) => (
            settings.Cluster, settings.Tokens, settings.HasDashboard, settings.Web.RequestsPerSecond, settings.Web.ConcurrentScans,
            settings.Web.PassThrough);
    }

    [Fact]
    public void No_document_names_a_setting_that_does_not_exist()
    {
        var known = SiloConfiguration.Keys.Select(key => key.Name).Concat(FrontSettings.Names)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = new List<string>();
        foreach (var path in Documents())
        {
            var names = Setting().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)
                .Where(name => name != "KEY" && !known.Contains(name));
            unknown.AddRange(names.Select(name => $"{Path.GetRelativePath(Root, path)}: {name}"));
        }
        foreach (var document in (string[])["cluster.md", "operate.md"])
        {
            var text = File.ReadAllText(Path.Combine(Root, "docs", document)).ReplaceLineEndings("\n");
            var table = text[text.IndexOf("\n| key | default | description |", StringComparison.Ordinal)..].Split("\n\n")[0];
            var cells = table.Split('\n').Skip(3).Select(row => row.Split('|')[1]);
            var names = cells.SelectMany(cell => Word().Matches(cell)).Select(match => match.Groups[1].Value);
            unknown.AddRange(names.Where(name => !known.Contains(name)).Select(name => $"the table of {document}: {name}"));
        }

        Assert.Empty(unknown);
    }

    /// <summary>The documents and what they show: composition, manifests, units.</summary>
    private static IEnumerable<string> Documents() =>
        new[] { "docs", "compose" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
            .Where(path => Path.GetExtension(path) is ".md" or ".yml" or ".yaml" or ".sh" or ".service" or ".example" or ".conf")
            .Append(Path.Combine(Root, "README.md"));

    /// <summary>Defaults that are a value; others are descriptions or none.</summary>
    private static TheoryData<string, string> DefaultsOf(IEnumerable<(string Name, string Default, string Meaning)> keys)
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, value, _) in keys)
        {
            if (value.Length > 0 && !value.Contains(' ') && value[0] != '$' && name is not ("Columns" or "Logging")) data.Add(name, value);
        }
        return data;
    }

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(each => KeyValuePair.Create($"Technic:{each.Name}", (string?)each.Value))).Build();

    /// <summary>The names of the settings that were read.</summary>
    private static HashSet<string> Recording((string Name, string Value)[] settings, Action<IConfiguration> read)
    {
        var values = new Recorder();
        var configuration = new ConfigurationRoot([values]);
        foreach (var (name, value) in settings) configuration[$"Technic:{name}"] = value;
        try
        {
            read(configuration);
        }
        catch (ClusterSettingsException)
        {
            // What is missing for the source does not matter.
        }
        // Both programs also read these, before their settings.
        _ = ServiceLog.IsJson(configuration);
        new ConfigurationBuilder().AddSecretFiles(configuration);
        return values.Names;
    }

    private sealed class Recorder() : MemoryConfigurationProvider(new MemoryConfigurationSource())
    {
        public HashSet<string> Names { get; } = [];

        public override bool TryGet(string key, out string? value)
        {
            if (key.StartsWith("Technic:", StringComparison.Ordinal)) Names.Add(key["Technic:".Length..]);
            return base.TryGet(key, out value);
        }
    }

    [GeneratedRegex(@"Technic(?::|__)([A-Za-z]+)")]
    private static partial Regex Setting();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Word();
}
