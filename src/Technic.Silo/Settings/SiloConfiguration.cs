using System.Text;
using Technic.Core.Text;
using Technic.Grains;

namespace Technic.Silo.Settings;

/// <summary>Where settings are read from: the environment, and the command line before it.</summary>
internal static class SiloConfiguration
{
    /// <summary>The keys of the section <c>Technic</c> that a silo knows, what they are unless told, and what they mean.</summary>
    public static IReadOnlyList<(string Name, string Default, string Meaning)> Keys { get; } =
    [
        ("Cluster", "postgres with a connection string, else localhost", "how silos find each other: localhost (one silo, no database) or postgres"),
        ("Postgres", "$TECHNIC_POSTGRES", "the connection string; better in the environment, which others cannot list"),
        ("ClusterId", "technic", "silos of one id form one cluster"),
        ("ServiceId", "technic", "clusters of one id share what they store"),
        ("SiloPort", "11111", "the port for other silos"),
        ("GatewayPort", "30000", "the port for clients"),
        ("HttpPort", "8081", "the port of /health/live and /health/ready"),
        ("Address", "the machine's; on localhost 127.0.0.1", "the IP address by which others reach this silo; a private one"),
        ("Name", "machine and silo port", "what logs, statistics and metrics call this silo"),
        ("Source", "csv or polygon if given below, else synthetic", "where prices come from: polygon, synthetic or csv"),
        ("PolygonUrl", "https://api.polygon.io", "where Polygon's REST API is; its key is $POLYGON_API_KEY"),
        ("Rate", "5", "requests a minute to Polygon, of all silos together; 0 for no limit"),
        ("Seed", "42", "which synthetic market"),
        ("SyntheticSymbols", "5000", "how many stocks it lists"),
        ("Csv", "", "a file of bars: symbol,date,open,high,low,close,volume"),
        ("Splits", "", "splits to adjust them for: symbol,execution_date,ratio"),
        ("MemoryBytes", "536870912", "the most memory for histories in this silo"),
        ("FetchWindow", "24", "the most provider fetches under way in this silo"),
        ("ShutdownSeconds", "20", "how long a stop may take"),
        ("LogLevel", "information", "the least severe messages that are logged, trace … none"),
    ];

    public static string Usage
    {
        get
        {
            var usage = new StringBuilder("A silo of Technic's cluster. Settings are given as --Technic:KEY=VALUE or as Technic__KEY in the environment.\n\n");
            foreach (var (name, fallback, meaning) in Keys)
            {
                usage.Append($"  {name,-17} {meaning}{(fallback.Length == 0 ? "" : $" [{fallback}]")}\n");
            }
            return usage.ToString();
        }
    }

    public static bool AsksForUsage(string[] arguments) => arguments.Any(argument => argument is "--help" or "-h" or "-?");

    /// <exception cref="ClusterSettingsException">The command line cannot be read, or names a setting that there is not.</exception>
    public static IConfiguration Of(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var key = Known(arguments[i]);
            if (!arguments[i].Contains('=', StringComparison.Ordinal) && ++i == arguments.Length)
                throw new ClusterSettingsException($"A value is missing behind {key}.");
        }
        return new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(arguments).Build();
    }

    // A key in the environment may be meant for the front, which shares it; one on the command line is meant for the silo.
    private static string Known(string argument)
    {
        const string prefix = "--" + ClusterSettings.Section + ":";
        var option = argument.Split('=')[0];
        if (!option.StartsWith("--", StringComparison.Ordinal))
            throw new ClusterSettingsException($"'{Printable.Of(option)}' is no setting: the form is --{ClusterSettings.Section}:KEY=VALUE, and --help lists the keys.");
        if (!option.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return option;
        var key = option[prefix.Length..];
        var known = Keys.Select(setting => setting.Name);
        return known.Contains(key, StringComparer.OrdinalIgnoreCase)
            ? option
            : throw new ClusterSettingsException($"There is no setting {Printable.Of(option)}{Suggestion.DidYouMean(key, known)}: --help lists them.");
    }
}
