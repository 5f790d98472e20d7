using System.Text;
using Technic.Cluster.Client;
using Technic.Core.Text;
using Technic.ServiceDefaults;

namespace Technic.Silo.Settings;

/// <summary>The configuration of a silo, and its settings.</summary>
internal static class SiloConfiguration
{
    /// <summary>The keys of the section <c>Technic</c>, with default values and descriptions.</summary>
    public static IReadOnlyList<(string Name, string Default, string Meaning)> Keys { get; } =
    [
        ("Cluster", "postgres with a connection string, else localhost", "silo discovery: localhost (one silo, no database) or postgres"),
        ("Postgres", "$TECHNIC_POSTGRES", "connection string; prefer the environment variable (not visible in process lists)"),
        ("ClusterId", "technic", "id of the cluster"),
        ("ServiceId", "technic", "clusters with the same service id share the store"),
        ("SiloPort", "11111", "port for other silos"),
        ("GatewayPort", "30000", "port for clients"),
        ("HttpPort", "8081", "port of /health/live, /health/ready and /metrics"),
        ("Address", "the machine's; on localhost 127.0.0.1", "IP address of this silo (use a private address)"),
        ("Name", "machine and silo port", "name of this silo in logs, statistics and metrics"),
        ("Source", "csv or polygon if configured; on localhost else synthetic",
            "price source: polygon, synthetic, csv, stooq, alpaca or tiingo"),
        ("PolygonUrl", "https://api.polygon.io", "URL of Polygon's REST API; the API key is $POLYGON_API_KEY"),
        ("AlpacaFeed", "iex", "feed of Alpaca, iex or sip; the API key is $APCA_API_KEY_ID and $APCA_API_SECRET_KEY"),
        ("Rate", "a free plan's: polygon 5, alpaca 200, tiingo 50", "maximum requests per minute, for all silos together; 0 for no limit"),
        ("Seed", "42", "seed of the synthetic market"),
        ("SyntheticSymbols", "5000", "number of symbols in the synthetic market"),
        ("Csv", "", "CSV file of bars: symbol,date,open,high,low,close,volume"),
        ("Stooq", "", "bulk file of Stooq, d_us_txt.zip"),
        ("Splits", "", "CSV file of splits for these bars: symbol,execution_date,ratio"),
        ("MemoryBytes", "30 % of the container's limit, else 536870912", "maximum memory for histories, days and rows, in bytes"),
        ("Columns", "temporary", "folder for the copy of the stored days by symbol, for studies"),
        ("FetchWindow", "24", "maximum number of concurrent provider requests"),
        ("Warm", "0", "window in calendar days of the whole market to preload after each session; 0 for none"),
        ("ShutdownSeconds", "20", "shutdown timeout in seconds"),
        ("TlsCertificate", "", "PEM file of this silo's certificate; encrypts all connections of silos and clients"),
        ("TlsKey", "", "PEM file of its private key"),
        ("TlsAuthority", "", "PEM file of the authority whose certificates are accepted"),
        ("Dashboard", "off", "on collects data for the dashboard of Orleans in the front"),
        ("LogLevel", "information", "minimum log level, trace … none"),
        ("Logging", "text", "format of the log, text or json"),
        ("Secrets", "", "folder with one file per secret setting, named like its environment variable"),
    ];

    public static string Usage
    {
        get
        {
            var usage = new StringBuilder(
                "A silo of a Technic cluster. Settings: --Technic:KEY=VALUE, or Technic__KEY in the environment.\n\n");
            foreach (var (name, fallback, meaning) in Keys)
            {
                usage.Append($"  {name,-17} {meaning}{(fallback.Length == 0 ? "" : $" [{fallback}]")}\n");
            }
            return usage.ToString();
        }
    }

    public static bool IsHelpRequested(string[] arguments) => arguments.Any(argument => argument is "--help" or "-h" or "-?");

    /// <exception cref="ClusterSettingsException">Invalid command line, or unknown setting.</exception>
    /// <exception cref="ServiceSettingsException">A configuration file cannot be read.</exception>
    public static IConfiguration Of(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var key = KnownOption(arguments[i]);
            if (!arguments[i].Contains('=', StringComparison.Ordinal) && ++i == arguments.Length)
                throw new ClusterSettingsException($"{key} requires a value.");
        }
        return ServiceConfiguration.Read(arguments);
    }

    // Unknown settings in the environment are ignored, because fronts can share it.
    private static string KnownOption(string argument)
    {
        const string prefix = "--" + ClusterSettings.Section + ":";
        var option = argument.Split('=')[0];
        if (!option.StartsWith("--", StringComparison.Ordinal))
        {
            throw new ClusterSettingsException(
                $"Invalid argument '{Printable.Of(option)}': expected --{ClusterSettings.Section}:KEY=VALUE. Run with --help for a list.");
        }
        if (!option.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return option;
        var key = option[prefix.Length..];
        var known = Keys.Select(setting => setting.Name);
        return known.Contains(key, StringComparer.OrdinalIgnoreCase)
            ? option
            : throw new ClusterSettingsException(
                $"Unknown setting {Printable.Of(option)}{Suggestion.DidYouMean(key, known)}. Run with --help for a list.");
    }
}
