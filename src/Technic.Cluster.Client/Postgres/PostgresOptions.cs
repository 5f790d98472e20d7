using System.Globalization;
using System.Text.Json.Serialization;
using Npgsql;

namespace Technic.Cluster.Client;

/// <summary>How the cluster's database is reached and asked. Every duration is wall-clock time.</summary>
public sealed record PostgresOptions
{
    /// <summary>The environment variable that holds the connection string.</summary>
    public const string ConnectionVariable = "TECHNIC_POSTGRES";

    /// <summary>
    /// The connection string in Npgsql's notation (<c>Host=…;Database=…;Username=…;Password=…</c>). It may hold a password, so nothing
    /// shows it. What it does not say is set as the cluster needs it: Timeout 2, Command Timeout 2, Maximum Pool Size 20, Max Auto Prepare
    /// 32, Application Name technic, Read Buffer Size and Write Buffer Size 65,536.
    /// </summary>
    [JsonIgnore]
    public string ConnectionString { get; init; } = "";

    /// <summary>The most histories one query reads. Default 256; 1 … 1,000.</summary>
    public int ReadBatch { get; init; } = 256;

    /// <summary>The most reading queries that are under way at once. Default 4; 1 … 64.</summary>
    public int ReadsInFlight { get; init; } = 4;

    /// <summary>The most histories one statement writes. Default 256; 1 … 1,000.</summary>
    public int WriteBatch { get; init; } = 256;

    /// <summary>The most writing statements that are under way at once. Default 2; 1 … 64.</summary>
    public int WritesInFlight { get; init; } = 2;

    /// <summary>
    /// The longest one statement that writes may take, unless the connection's Command Timeout, which bounds those that read, is longer.
    /// Nobody waits for a write, and one that is given up may have to be fetched again. Default 5 seconds; 0.1 seconds … 10 minutes.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the database is not asked after it failed. Default 5 seconds; 0.1 seconds … 10 minutes.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The pause between two looks for a server that is not there when a silo starts. Default 1 second; 0.01 seconds … 1 minute.
    /// </summary>
    public TimeSpan StartRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the settings, one sentence each; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate() => [.. Complaints()];

    /// <summary>Nothing of the connection string.</summary>
    public override string ToString() => "PostgreSQL";

    /// <summary>The connection string with what the cluster needs filled in.</summary>
    /// <exception cref="ArgumentException">It cannot be read; the message holds nothing of it.</exception>
    internal NpgsqlConnectionStringBuilder Connection()
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(ConnectionString);
        }
        catch (Exception problem) when (
            problem is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // The inner message may quote a piece of the password: it is left out.
            throw new ArgumentException(
                "The connection string of PostgreSQL cannot be read: check its keywords and quotes "
                + "(it is not shown, for it may hold a password). "
                + "The form is Host=…;Database=…;Username=…;Password=….");
        }
        if (string.IsNullOrWhiteSpace(connection.Host))
            throw new ArgumentException($"The connection string of PostgreSQL names no host: set {ConnectionVariable}.");

        SetUnlessSaid("Timeout", 2);
        SetUnlessSaid("Command Timeout", 2);
        SetUnlessSaid("Maximum Pool Size", 20);
        SetUnlessSaid("Max Auto Prepare", 32);
        SetUnlessSaid("Application Name", "technic");
        // A batch is a megabyte; through the driver's 8 KiB it would go a history at a time.
        SetUnlessSaid("Read Buffer Size", 65_536);
        SetUnlessSaid("Write Buffer Size", 65_536);
        connection.PersistSecurityInfo = false;
        return connection;

        void SetUnlessSaid(string keyword, object value)
        {
            if (!connection.Keys.Contains(keyword, StringComparer.OrdinalIgnoreCase)) connection[keyword] = value;
        }
    }

    private IEnumerable<string> Complaints()
    {
        if (ComplaintAboutConnection() is { } complaint) yield return complaint;
        string?[] ranges =
        [
            OutOfRange(nameof(ReadBatch), ReadBatch, 1, 1_000),
            OutOfRange(nameof(ReadsInFlight), ReadsInFlight, 1, 64),
            OutOfRange(nameof(WriteBatch), WriteBatch, 1, 1_000),
            OutOfRange(nameof(WritesInFlight), WritesInFlight, 1, 64),
            OutOfRange(nameof(WriteTimeout), WriteTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(10)),
            OutOfRange(nameof(BreakDuration), BreakDuration, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(10)),
            OutOfRange(nameof(StartRetryDelay), StartRetryDelay, TimeSpan.FromSeconds(0.01), TimeSpan.FromMinutes(1)),
        ];
        foreach (var range in ranges.OfType<string>()) yield return range;
    }

    private string? ComplaintAboutConnection()
    {
        try
        {
            Connection();
            return null;
        }
        catch (ArgumentException problem)
        {
            return problem.Message;
        }
    }

    private static string? OutOfRange<T>(string name, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name} {value} is out of range: {least} to {most} are possible.");
}
