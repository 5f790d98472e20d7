using System.Globalization;
using System.Text;
using Technic.Core.Text;
using Technic.Grains;
using Technic.Grains.Postgres;
using Technic.Web;

namespace Technic.Front;

/// <summary>Everything that a front can be told, by the command line (<c>--Technic:ClusterId=eu</c>) or the environment (<c>Technic__ClusterId=eu</c>).</summary>
/// <param name="Cluster">Which cluster it speaks to.</param>
/// <param name="Web">What its server bears.</param>
internal sealed record FrontSettings(ClusterSettings Cluster, TechnicWebOptions Web)
{
    /// <summary>Where a front listens unless it is told: on this machine alone.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly (string Name, string Default, string Meaning)[] Keys =
    [
        ("Cluster", "postgres with a connection string, else localhost", "how silos are found: localhost (one silo, no database) or postgres"),
        ("Postgres", "$TECHNIC_POSTGRES", "the connection string; better in the environment, which others cannot list"),
        ("ClusterId", ClusterSettings.DefaultId, "the silos' id"),
        ("GatewayPort", "30000", "on localhost, the port of the silo for clients"),
        ("ConcurrentScans", "8", "the most scans under way at a time"),
        ("Hosts", "", "names of a proxy in front, with commas between, that requests over the loopback may be for"),
    ];

    public static string Usage
    {
        get
        {
            var usage = new StringBuilder(
                "Technic's REST API in front of a cluster. Settings are given as --Technic:KEY=VALUE or as Technic__KEY in the environment.\n\n");
            foreach (var (name, fallback, meaning) in Keys) usage.Append($"  {name,-17} {meaning}{(fallback.Length == 0 ? "" : $" [{fallback}]")}\n");
            return usage.Append($"\n  --urls URL        where to listen [{DefaultUrl}]\n").ToString();
        }
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ClusterSettingsException">A value cannot be used; the message is one sentence that names the key.</exception>
    public static FrontSettings Read(IConfiguration configuration)
    {
        var cluster = ClusterSettings.Read(configuration);
        if (cluster.Postgres is { } connection && new PostgresOptions { ConnectionString = connection }.Validate() is [var complaint, ..])
            throw new ClusterSettingsException(complaint);
        var section = configuration.GetSection(ClusterSettings.Section);
        var hosts = section["Hosts"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new FrontSettings(cluster, new TechnicWebOptions { ConcurrentScans = Scans(section["ConcurrentScans"]), Hosts = hosts });
    }

    /// <summary>
    /// Refuses what is no setting. A key in the environment may be meant for the silo, which shares it; one on the command line is meant for the front.
    /// </summary>
    /// <exception cref="ClusterSettingsException">There is no such setting.</exception>
    public static void CheckArguments(IEnumerable<string> arguments)
    {
        const string prefix = $"--{ClusterSettings.Section}:";
        var known = Keys.Select(key => key.Name).Append("ServiceId").ToArray();
        foreach (var argument in arguments.Where(argument => argument.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            var key = argument[prefix.Length..].Split('=')[0];
            if (!known.Contains(key, StringComparer.OrdinalIgnoreCase))
                throw new ClusterSettingsException($"There is no setting {prefix}{Printable.Of(key)}{Suggestion.DidYouMean(key, known)}: --help lists them.");
        }
    }

    private static int Scans(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return new TechnicWebOptions().ConcurrentScans;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var scans) && scans is >= 1 and <= 1_000
            ? scans
            : throw new ClusterSettingsException($"{ClusterSettings.Section}:ConcurrentScans is no number of scans: 1 to 1000 are possible.");
    }
}
