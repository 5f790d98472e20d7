using System.Globalization;
using System.Text;
using Technic.Core.Text;
using Technic.Grains;
using Technic.Grains.Postgres;
using Technic.Web;
using Technic.Web.Security;

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
        ("KeyFile", "", "the API keys that callers need, a file with one a line as 'technic keys new' prints it"),
        ("Keys", "", "the same lines themselves, with semicolons between"),
        ("RequestsPerSecond", "100 with keys", "the most requests a second of one key; 0 for no limit"),
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
        var keys = KeysOf(section);
        return new FrontSettings(cluster, new TechnicWebOptions
        {
            Keys = keys,
            RequestsPerSecond = Whole(section, "RequestsPerSecond", keys.IsEmpty ? 0 : TechnicWebOptions.UsualRate, 0, 1_000_000, "rate"),
            ConcurrentScans = Whole(section, "ConcurrentScans", new TechnicWebOptions().ConcurrentScans, 1, 1_000, "number of scans"),
            Hosts = hosts,
        });
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

    private static KeyRing KeysOf(IConfiguration section)
    {
        var (file, lines) = (section["KeyFile"], section["Keys"]);
        try
        {
            if (string.IsNullOrWhiteSpace(file)) return string.IsNullOrWhiteSpace(lines) ? KeyRing.None : KeyRing.Parse(lines, $"{ClusterSettings.Section}:Keys");
            return string.IsNullOrWhiteSpace(lines)
                ? KeyRing.Load(file)
                : throw new ClusterSettingsException($"{ClusterSettings.Section}:KeyFile and {ClusterSettings.Section}:Keys are two places for the same keys: set one of them.");
        }
        catch (KeyRingException problem)
        {
            throw new ClusterSettingsException(problem.Message);
        }
    }

    private static int Whole(IConfiguration section, string name, int fallback, int least, int most, string what)
    {
        if (section[name] is not { } text || string.IsNullOrWhiteSpace(text)) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ClusterSettingsException($"{ClusterSettings.Section}:{name} is no {what}: {least} to {most} are possible.");
    }
}
