using System.Net;
using Technic.Core.Histories;
using Technic.Grains;
using Technic.Grains.Postgres;
using Technic.Polygon;

namespace Technic.Silo.Settings;

/// <summary>Everything that a silo can be told, by the command line (<c>--Technic:HttpPort=8081</c>) or the environment (<c>Technic__HttpPort=8081</c>).</summary>
internal sealed record SiloSettings
{
    /// <summary>Which cluster the silo belongs to, and its ports.</summary>
    public required ClusterSettings Cluster { get; init; }

    public required SourceSettings Source { get; init; }

    /// <summary><c>Technic:Name</c>: what logs, statistics and metrics call the silo; the machine's name and the silo's port unless told.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// <c>Technic:Address</c>: the IP address by which silos and clients reach this silo, and on which it listens. Unless told, on localhost the loopback, else the
    /// machine's own address. Whoever reaches the gateway may call every grain: it has to be a private one.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary><c>Technic:HttpPort</c>: the port of <c>/health/live</c> and <c>/health/ready</c>, 1 … 65535; 8081 unless told.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <summary><c>Technic:MemoryBytes</c>: the most memory that histories may take in this silo, in bytes, 1 MiB … 1 TiB; 512 MiB unless told, about 100,000 histories of 104 bars.</summary>
    public long MemoryBytes { get; init; } = DefaultMemoryBytes;

    /// <summary><c>Technic:FetchWindow</c>: the most provider fetches that this silo has under way, 1 … 1,000; 24 unless told. The cluster's rate holds beside it.</summary>
    public int FetchWindow { get; init; } = DefaultFetchWindow;

    /// <summary>
    /// <c>Technic:Warm</c>: the days back, 1 … 36,525, of which the whole market is loaded every session soon after its bars are published; 0, the default, loads
    /// nothing ahead of its use. Silos that differ in it take turns in saying; give all of them the same.
    /// </summary>
    public int WarmDays { get; init; }

    /// <summary><c>Technic:ShutdownSeconds</c>: how long a silo that was told to stop may take to store what it has and to leave, in seconds, 1 … 600; 20 unless told.</summary>
    public TimeSpan ShutdownLimit { get; init; } = TimeSpan.FromSeconds(DefaultShutdownSeconds);

    /// <summary><c>Technic:LogLevel</c>: the least severe messages of Technic that are logged: trace, debug, information, warning, error, critical or none; information unless told.
    /// Other categories keep to <c>Logging:LogLevel</c>, warning unless told.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The environment's <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: where metrics are sent; nowhere unless told.</summary>
    public Uri? MetricsEndpoint { get; init; }

    public const string MetricsVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const int DefaultHttpPort = 8_081;
    private const int DefaultFetchWindow = 24;
    private const int DefaultShutdownSeconds = 20;
    private const long DefaultMemoryBytes = 512L << 20;

    /// <summary>What the database is told. The silo's way out is shorter than its shutdown limit, so that what could not be stored is still reported.</summary>
    public PostgresOptions Postgres => new() { ConnectionString = Cluster.Postgres!, ShutdownLimit = ShutdownLimit / 2 };

    /// <summary>Where HTTP is heard: on the silo's own address, or on every address of the machine.</summary>
    public IPAddress HttpAddress => Address ?? (Cluster.Kind == ClusterKind.Localhost ? IPAddress.Loopback : IPAddress.Any);

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ClusterSettingsException">A value cannot be used; the message is one sentence that names the key.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        var cluster = ClusterSettings.Read(configuration);
        var section = new SettingsReader(configuration.GetSection(ClusterSettings.Section));
        var settings = new SiloSettings
        {
            Cluster = cluster,
            Source = SourceSettings.Read(section, configuration[PolygonOptions.KeyVariable]),
            Name = section.Text("Name") ?? FormattableString.Invariant($"{Environment.MachineName}-{cluster.SiloPort}"),
            Address = section.Address("Address"),
            HttpPort = (int)section.Whole("HttpPort", DefaultHttpPort, 1, 65_535),
            MemoryBytes = section.Whole("MemoryBytes", DefaultMemoryBytes, 1L << 20, 1L << 40),
            WarmDays = (int)section.Whole("Warm", 0, 0, PriceHistoryKey.MaxDays),
            FetchWindow = (int)section.Whole("FetchWindow", DefaultFetchWindow, 1, 1_000),
            ShutdownLimit = TimeSpan.FromSeconds(section.Whole("ShutdownSeconds", DefaultShutdownSeconds, 1, 600)),
            LogLevel = section.Word<LogLevel>("LogLevel") ?? LogLevel.Information,
            MetricsEndpoint = Endpoint(configuration[MetricsVariable]),
        };
        if (settings.Complaint() is { } complaint) throw new ClusterSettingsException(complaint);
        return settings;
    }

    private string? Complaint()
    {
        int[] ports = [Cluster.SiloPort, Cluster.GatewayPort, HttpPort];
        if (ports.Distinct().Count() < ports.Length)
            return FormattableString.Invariant($"Technic:SiloPort, Technic:GatewayPort and Technic:HttpPort have to differ: they are {ports[0]}, {ports[1]} and {ports[2]}.");
        if (Cluster.Kind == ClusterKind.Localhost && Address is not null && !IPAddress.IsLoopback(Address))
            return $"Technic:Address is {Address}, and a cluster on localhost listens on the loopback alone.";
        return Cluster.Kind == ClusterKind.Postgres && Postgres.Validate() is [var complaint, ..] ? complaint : null;
    }

    private static Uri? Endpoint(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps) ? endpoint
        : throw new ClusterSettingsException($"{MetricsVariable} is no address: it must begin with http:// or https://.");
}
