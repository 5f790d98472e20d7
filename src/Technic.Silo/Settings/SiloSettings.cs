using System.Net;
using Technic.Cluster.Client;
using Technic.Core.Histories;
using Technic.ServiceDefaults;

namespace Technic.Silo.Settings;

/// <summary>
/// The settings of a silo, from the command line (<c>--Technic:HttpPort=8081</c>) or the environment (<c>Technic__HttpPort=8081</c>).
/// </summary>
internal sealed record SiloSettings
{
    /// <summary>The cluster of the silo, and its ports.</summary>
    public required ClusterSettings Cluster { get; init; }

    public required SourceSettings Source { get; init; }

    /// <summary><c>Technic:Name</c>: the name of the silo in logs, statistics and metrics. Default: machine name and silo port.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// <c>Technic:Address</c>: the IP address of the silo for other silos and clients. Default: loopback on localhost, otherwise the
    /// address of the machine. Use a private address: every client that can reach the gateway can call every grain.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary><c>Technic:HttpPort</c>: the port of <c>/health/…</c> and <c>/metrics</c>, 1 … 65535. Default: 8081.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <summary>
    /// <c>Technic:MemoryBytes</c>: the maximum memory for price histories, decoded days and kept rows of this silo, 1 MiB … 1 TiB, in
    /// bytes. Default: that of the process's memory limit (<see cref="MemoryLimit"/>).
    /// </summary>
    public required long MemoryBytes { get; init; }

    /// <summary>
    /// <c>Technic:FetchWindow</c>: the maximum number of concurrent provider requests of this silo, 1 … 1,000. Default: 24. The rate
    /// limit of the cluster also applies.
    /// </summary>
    public int FetchWindow { get; init; } = DefaultFetchWindow;

    /// <summary>
    /// <c>Technic:Columns</c>: the folder of this silo's copy of the stored days by symbol, for studies. Default: a temporary one.
    /// </summary>
    public string? ColumnFolder { get; init; }

    /// <summary>
    /// <c>Technic:Warm</c>: the window in calendar days, 1 … 36,525, of the whole market to preload after each session's bars are
    /// published. Default: 0, no preloading. Use the same value for all silos.
    /// </summary>
    public int WarmDays { get; init; }

    /// <summary>
    /// <c>Technic:ShutdownSeconds</c>: the timeout for flushing pending writes and leaving the cluster, in seconds, 1 … 600. Default: 20.
    /// </summary>
    public TimeSpan ShutdownLimit { get; init; } = TimeSpan.FromSeconds(DefaultShutdownSeconds);

    /// <summary>
    /// <c>Technic:LogLevel</c>: the minimum log level of Technic: trace, debug, information, warning, error, critical or none. Default:
    /// information. <c>Logging:LogLevel</c> configures other categories (default: warning).
    /// </summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary><c>Technic:Dashboard</c>: whether the silo collects data for the dashboard of Orleans in the front. Default: no.</summary>
    public bool HasDashboard { get; init; }

    /// <summary>Where metrics and traces are sent. Default: nowhere.</summary>
    public required TelemetrySettings Telemetry { get; init; }

    private const int DefaultHttpPort = 8_081;
    private const int DefaultFetchWindow = 24;
    private const int DefaultShutdownSeconds = 20;

    /// <summary>The options of the database.</summary>
    public PostgresOptions Postgres => new() { ConnectionString = Cluster.Postgres! };

    /// <summary>The timeout for pending writes: half of the shutdown timeout, so that failed writes are still reported.</summary>
    public TimeSpan FlushLimit => ShutdownLimit / 2;

    /// <summary>The address of the health endpoints: the address of the silo, or all addresses of the machine.</summary>
    public IPAddress HttpAddress => Address ?? (Cluster.Kind == ClusterKind.Localhost ? IPAddress.Loopback : IPAddress.Any);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ClusterSettingsException">Invalid value. The message names the key.</exception>
    /// <exception cref="ServiceSettingsException">Invalid value that all services have.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        var cluster = ClusterSettings.Read(configuration);
        var section = new SettingsReader(configuration.GetSection(ClusterSettings.Section));
        var settings = new SiloSettings
        {
            Cluster = cluster,
            Source = SourceSettings.Read(section, name => configuration[name], cluster.Kind),
            Name = section.Text("Name") ?? FormattableString.Invariant($"{Environment.MachineName}-{cluster.SiloPort}"),
            Address = section.Address("Address"),
            HttpPort = (int)section.Integer("HttpPort", DefaultHttpPort, 1, 65_535),
            MemoryBytes = section.Integer("MemoryBytes", MemoryLimit.CacheBytes, 1L << 20, 1L << 40),
            ColumnFolder = section.Text("Columns"),
            WarmDays = (int)section.Integer("Warm", 0, 0, PriceHistoryKey.MaxDays),
            FetchWindow = (int)section.Integer("FetchWindow", DefaultFetchWindow, 1, 1_000),
            ShutdownLimit = TimeSpan.FromSeconds(section.Integer("ShutdownSeconds", DefaultShutdownSeconds, 1, 600)),
            LogLevel = section.Choice<LogLevel>("LogLevel") ?? LogLevel.Information,
            HasDashboard = section.Choice<Switch>("Dashboard") == Switch.On,
            Telemetry = TelemetrySettings.Read(configuration),
        };
        if (settings.Validate() is { } error) throw new ClusterSettingsException(error);
        return settings;
    }

    private string? Validate()
    {
        int[] ports = [Cluster.SiloPort, Cluster.GatewayPort, HttpPort];
        if (ports.Distinct().Count() < ports.Length)
        {
            return FormattableString.Invariant(
                $"Technic:SiloPort, Technic:GatewayPort and Technic:HttpPort must differ (got {ports[0]}, {ports[1]} and {ports[2]}).");
        }
        if (Cluster.Kind == ClusterKind.Localhost && Address is not null && !IPAddress.IsLoopback(Address))
            return $"Technic:Address must be a loopback address with Technic:Cluster=localhost (got {Address}).";
        return Cluster.Kind == ClusterKind.Postgres && Postgres.Validate() is [var error, ..] ? error : null;
    }
}

/// <summary>The values of a setting that is on or off.</summary>
internal enum Switch
{
    Off,
    On,
}
