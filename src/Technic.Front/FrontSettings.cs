using System.Globalization;
using System.Text;
using Technic.Cluster.Client;
using Technic.Core.Formulas.Library;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.ServiceDefaults;
using Technic.Web;
using Technic.Web.Security;

namespace Technic.Front;

/// <summary>
/// The settings of a front, from the command line (<c>--Technic:ClusterId=eu</c>) or the environment (<c>Technic__ClusterId=eu</c>).
/// </summary>
/// <param name="Cluster">The cluster to connect to.</param>
/// <param name="Web">The options of the web server.</param>
/// <param name="Proxies">The reverse proxies of the web server.</param>
/// <param name="Tokens">The access tokens that are accepted beside API keys; <c>null</c> for none.</param>
/// <param name="HasDashboard">Whether the dashboard of Orleans is served.</param>
internal sealed record FrontSettings(
    ClusterSettings Cluster, TechnicWebOptions Web, TrustedProxies Proxies, AccessTokens? Tokens, bool HasDashboard)
{
    /// <summary>The default address: loopback only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The keys of the section <c>Technic</c>, with default values and descriptions.</summary>
    public static IReadOnlyList<(string Name, string Default, string Meaning)> Keys { get; } =
    [
        ("Cluster", "postgres with a connection string, else localhost", "silo discovery: localhost (one silo, no database) or postgres"),
        ("Postgres", "$TECHNIC_POSTGRES", "connection string; prefer the environment variable (not visible in process lists)"),
        ("ClusterId", ClusterSettings.DefaultId, "id of the cluster"),
        ("ServiceId", ClusterSettings.DefaultId, "service id of the silos"),
        ("GatewayPort", "30000", "gateway port of the silo (localhost only)"),
        ("KeyFile", "", "API key file, one line per key from 'technic keys new'"),
        ("Keys", "", "the lines of the key file, separated by semicolons"),
        ("TokenAuthority", "", "URL of an OpenID Connect provider whose access tokens (JWT) are accepted, e.g. https://id.example.org"),
        ("TokenAudience", "", "audience of the tokens; required with TokenAuthority"),
        ("TokenRoleClaim", AccessTokens.DefaultRoleClaim, "claim with the roles or scopes of a token"),
        ("TokenRead", AccessTokens.DefaultRead, "value of the claim for the role read"),
        ("TokenOperate", AccessTokens.DefaultOperate, "value of the claim for the role operate"),
        ("RequestsPerSecond", "100 with API keys or tokens", "maximum requests per second per API key or user of a token; 0 for no limit"),
        ("ConcurrentScans", "8", "maximum number of concurrent scans"),
        ("Hosts", "", "host names of a reverse proxy on this machine, separated by commas"),
        ("Origins", "", "origins of web sites whose pages may use the API (CORS), separated by commas"),
        ("Proxies", "", "IP addresses or networks of reverse proxies, separated by commas"),
        ("PassThrough", "off", "on passes requests of the Polygon-compatible API on to Polygon if they cannot be answered here"),
        ("Formulas", "", "file with named formulas for all requests: let NAME = FORMULA; …"),
        ("TlsCertificate", "", "PEM file of the certificate for connections to silos"),
        ("TlsKey", "", "PEM file of its private key"),
        ("TlsAuthority", "", "PEM file of the authority whose certificates are accepted"),
        ("Dashboard", "off", "on serves the dashboard of Orleans at /dashboard, for the role operate"),
        ("Logging", "text", "format of the log, text or json"),
        ("Secrets", "", "folder with one file per secret setting, named like its environment variable"),
    ];

    /// <summary>The names of the settings.</summary>
    public static IEnumerable<string> Names => Keys.Select(key => key.Name);

    public static string Usage
    {
        get
        {
            var usage = new StringBuilder(
                "Technic's web server for a cluster. Settings: --Technic:KEY=VALUE, or Technic__KEY in the environment.\n\n");
            foreach (var (name, fallback, meaning) in Keys)
                usage.Append($"  {name,-17} {meaning}{(fallback.Length == 0 ? "" : $" [{fallback}]")}\n");
            return usage.Append($"\n  --urls URL        address to listen on [{DefaultUrl}]\n").ToString();
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ClusterSettingsException">Invalid value. The message names the key.</exception>
    /// <exception cref="ServiceSettingsException">Invalid value that all services have.</exception>
    public static FrontSettings Read(IConfiguration configuration)
    {
        var cluster = ClusterSettings.Read(configuration);
        if (cluster.Postgres is { } connection && new PostgresOptions { ConnectionString = connection }.Validate() is [var error, ..])
            throw new ClusterSettingsException(error);
        var section = configuration.GetSection(ClusterSettings.Section);
        var hosts = section["Hosts"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var (keys, tokens) = (KeysOf(section), AccessTokens.From(configuration));
        var isOpen = keys.IsEmpty && tokens is null;
        return new FrontSettings(cluster, new TechnicWebOptions
        {
            Keys = keys,
            RequestsPerSecond = Integer(section, "RequestsPerSecond", isOpen ? 0 : TechnicWebOptions.DefaultRate, 0, 1_000_000),
            ConcurrentScans = Integer(section, "ConcurrentScans", new TechnicWebOptions().ConcurrentScans, 1, 1_000),
            Hosts = hosts,
            Origins = AllowedOrigins.Read(configuration).All,
            Formulas = FormulasOf(section["Formulas"]),
            PassThrough = IsOn(section, "PassThrough"),
        }, TrustedProxies.Read(configuration), tokens, IsOn(section, "Dashboard"));
    }

    private static FormulaDefinitions FormulasOf(string? path)
    {
        if (string.IsNullOrEmpty(path)) return FormulaDefinitions.None;
        try
        {
            return FormulaFile.Read(path, ScanColumns.Vocabulary);
        }
        catch (FormulaFileException problem)
        {
            throw new ClusterSettingsException($"Technic:Formulas: {problem.Message}");
        }
    }

    /// <summary>
    /// Rejects unknown settings on the command line. Unknown settings in the environment are ignored, because silos can share it.
    /// </summary>
    /// <exception cref="ClusterSettingsException">Unknown setting.</exception>
    public static void CheckArguments(IEnumerable<string> arguments)
    {
        const string prefix = $"--{ClusterSettings.Section}:";
        var known = Names.ToArray();
        foreach (var argument in arguments.Where(argument => argument.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            var key = argument[prefix.Length..].Split('=')[0];
            if (!known.Contains(key, StringComparer.OrdinalIgnoreCase))
                throw new ClusterSettingsException(
                    $"Unknown setting {prefix}{Printable.Of(key)}{Suggestion.DidYouMean(key, known)}. Run with --help for a list.");
        }
    }

    private static KeyRing KeysOf(IConfiguration section)
    {
        var (file, lines) = (section["KeyFile"], section["Keys"]);
        try
        {
            if (string.IsNullOrWhiteSpace(file))
                return string.IsNullOrWhiteSpace(lines) ? KeyRing.None : KeyRing.Parse(lines, $"{ClusterSettings.Section}:Keys");
            return string.IsNullOrWhiteSpace(lines)
                ? KeyRing.Load(file)
                : throw new ClusterSettingsException(
                    $"{ClusterSettings.Section}:KeyFile and {ClusterSettings.Section}:Keys cannot be combined.");
        }
        catch (KeyRingException problem)
        {
            throw new ClusterSettingsException(problem.Message);
        }
    }

    private static bool IsOn(IConfiguration section, string name) => section[name]?.Trim().ToLowerInvariant() switch
    {
        null or "" or "off" => false,
        "on" => true,
        var other => throw new ClusterSettingsException(
            $"Invalid {ClusterSettings.Section}:{name} '{Printable.Of(other)}': expected one of off, on."),
    };

    private static int Integer(IConfiguration section, string name, int fallback, int min, int max)
    {
        if (section[name] is not { } text || string.IsNullOrWhiteSpace(text)) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new ClusterSettingsException($"{ClusterSettings.Section}:{name} must be between {min} and {max}.");
    }
}
