using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Technic.Cluster.Client;

/// <summary>How silos and clients find each other.</summary>
public enum ClusterKind
{
    /// <summary>One silo on this machine, found by its port; no database is needed, and none is used.</summary>
    Localhost,

    /// <summary>Any number of silos, found by a table in PostgreSQL.</summary>
    Postgres,
}

/// <summary>
/// Which cluster a silo belongs to and a client speaks to; both read the same keys, so that one configuration serves both:
/// <c>Technic:Cluster</c> (<c>localhost</c> or <c>postgres</c>; unless told, postgres where there is a connection string),
/// <c>Technic:Postgres</c> or <c>ConnectionStrings:Technic</c> or the environment's <c>TECHNIC_POSTGRES</c>, <c>Technic:ClusterId</c>,
/// <c>Technic:ServiceId</c>, <c>Technic:SiloPort</c> and <c>Technic:GatewayPort</c>.
/// </summary>
/// <param name="Kind">How silos and clients find each other.</param>
/// <param name="Postgres">
/// The connection string in Npgsql's form; <c>null</c> on localhost. It contains a password and must not be logged.
/// </param>
/// <param name="ClusterId">Silos with the same id form a cluster; default <c>technic</c>.</param>
/// <param name="ServiceId">Clusters with the same id share their store; default <c>technic</c>.</param>
/// <param name="SiloPort">The port that a silo listens on for other silos, 1 … 65535; default 11111.</param>
/// <param name="GatewayPort">
/// The port that a silo listens on for clients, 1 … 65535; default 30000. Clients need it on localhost only.
/// </param>
/// <param name="Tls">The encryption of all connections between silos and with clients; <c>null</c> for none.</param>
public sealed record ClusterSettings(
    ClusterKind Kind,
    string? Postgres = null,
    string ClusterId = ClusterSettings.DefaultId,
    string ServiceId = ClusterSettings.DefaultId,
    int SiloPort = ClusterSettings.DefaultSiloPort,
    int GatewayPort = ClusterSettings.DefaultGatewayPort,
    ClusterTls? Tls = null)
{
    public const string DefaultId = "technic";
    public const int DefaultSiloPort = 11_111;
    public const int DefaultGatewayPort = 30_000;

    /// <summary>The section of all of Technic's keys.</summary>
    public const string Section = "Technic";

    /// <summary>The environment's name for the connection string, for those who keep secrets there.</summary>
    public const string PostgresVariable = "TECHNIC_POSTGRES";

    private const int MaxIdLength = 100;

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ClusterSettingsException">A value cannot be used, or the connection string is missing.</exception>
    public static ClusterSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var postgres = First(section["Postgres"], configuration.GetConnectionString(Section), configuration[PostgresVariable]);
        var kind = KindOf(section["Cluster"], postgres);
        if (kind == ClusterKind.Postgres) Require(ComplainAboutConnection(postgres));
        return new ClusterSettings(
            kind, kind == ClusterKind.Postgres ? postgres : null, Id(section, "ClusterId"), Id(section, "ServiceId"),
            Port(section, "SiloPort", DefaultSiloPort), Port(section, "GatewayPort", DefaultGatewayPort), ClusterTls.Read(section));
    }

    /// <summary>What may be shown of the settings: everything but the connection string.</summary>
    public override string ToString() =>
        Kind == ClusterKind.Postgres
            ? $"cluster {ClusterId} by PostgreSQL"
            : $"one silo on localhost, port {GatewayPort.ToString(CultureInfo.InvariantCulture)}";

    private static string? First(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!string.IsNullOrWhiteSpace(text)) return text;
        }
        return null;
    }

    private static ClusterKind KindOf(string? word, string? postgres) => word?.ToLowerInvariant() switch
    {
        null or "" => postgres is null ? ClusterKind.Localhost : ClusterKind.Postgres,
        "localhost" => ClusterKind.Localhost,
        "postgres" => ClusterKind.Postgres,
        _ => throw new ClusterSettingsException($"Unknown cluster '{word}': {Section}:Cluster must be localhost or postgres."),
    };

    // Npgsql names the part it does not understand, and of a URL that part has the password in it.
    private static string? ComplainAboutConnection(string? postgres) =>
        postgres is null
            ? $"The cluster is found by PostgreSQL, and no connection string is given: set {Section}:Postgres or {PostgresVariable}."
        : postgres.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || postgres.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
            ? "The connection string is a URL; the form Host=…;Port=…;Database=…;Username=…;Password=… is needed."
        : null;

    private static string Id(IConfiguration section, string name)
    {
        var id = First(section[name]) ?? DefaultId;
        Require(id.Length <= MaxIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null : $"{Section}:{name} must have 1 to {MaxIdLength} characters of A-Z, a-z, 0-9, '-', '_' and '.'.");
        return id;
    }

    private static int Port(IConfiguration section, string name, int fallback)
    {
        if (First(section[name]) is not { } text) return fallback;
        var port = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        Require(port is >= 1 and <= 65_535 ? null : $"{Section}:{name} must be between 1 and 65535.");
        return port;
    }

    private static void Require(string? complaint)
    {
        if (complaint is not null) throw new ClusterSettingsException(complaint);
    }
}

/// <summary>The cluster's settings cannot be used. The message is one sentence for a person and holds no secret.</summary>
public sealed class ClusterSettingsException(string message) : Exception(message);
