using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.ServiceDefaults;
using Technic.Silo.Hosting;
using Technic.Silo.Settings;

namespace Technic.Silo.Tests;

public sealed class SiloSettingsTests
{
    private const string Database = "Host=db;Database=technic;Username=u;Password=s3cret";

    [Fact]
    public void Without_settings_a_silo_runs_on_localhost_with_a_synthetic_market()
    {
        var settings = Read();

        Assert.Equal(ClusterKind.Localhost, settings.Cluster.Kind);
        Assert.Equal(SourceKind.Synthetic, settings.Source.Kind);
        Assert.Equal(IPAddress.Loopback, settings.HttpAddress);
        Assert.Equal((8_081, MemoryLimit.CacheBytes, 24), (settings.HttpPort, settings.MemoryBytes, settings.FetchWindow));
        Assert.Equal((TimeSpan.FromSeconds(20), LogLevel.Information), (settings.ShutdownLimit, settings.LogLevel));
        Assert.Equal(new TelemetrySettings(SendsMetrics: false, SendsTraces: false, HasSampler: false), settings.Telemetry);
    }

    [Theory]
    [InlineData(384, 24_576, 153)] // a container of 512 MiB, of which the runtime takes 75 %
    [InlineData(6_144, 24_576, 2_457)]
    [InlineData(24_576, 24_576, 512)]
    [InlineData(1_000, 1_000, 400)]
    [InlineData(1_000, 0, 400)]
    [InlineData(20, 24_576, 16)]
    public void The_cache_follows_the_memory_limit_of_the_process(int heap, int machine, int expected) =>
        Assert.Equal(expected, MemoryLimit.CacheBytesOf((long)heap << 20, (long)machine << 20) >> 20);

    [Fact]
    public void With_a_connection_string_the_silo_joins_a_cluster_and_listens_on_the_machines_address()
    {
        var settings = Read(("TECHNIC_POSTGRES", Database), ("Technic:Source", "synthetic"));

        Assert.Equal(ClusterKind.Postgres, settings.Cluster.Kind);
        Assert.Equal(IPAddress.Any, settings.HttpAddress);
        Assert.Equal(Database, settings.Postgres.ConnectionString);
        Assert.True(settings.FlushLimit < settings.ShutdownLimit);
    }

    [Fact]
    public void The_copy_of_the_days_is_temporary_without_a_folder_of_its_own()
    {
        Assert.Null(Read().ColumnFolder);

        var settings = Read(("Technic:Columns", "/var/lib/technic/columns"));
        using var host = SiloHost.Build(
            settings, PreparedSource.Of(settings.Source, TimeProvider.System, default), new ConfigurationBuilder().Build());

        Assert.Equal("/var/lib/technic/columns", host.Services.GetRequiredService<SiloCacheOptions>().ColumnFolder);
    }

    [Theory]
    [InlineData(SourceKind.Csv, "Technic:Csv", "bars.csv")]
    [InlineData(SourceKind.Polygon, "Technic:PolygonUrl", "http://127.0.0.1:1234")]
    [InlineData(SourceKind.Polygon, "POLYGON_API_KEY", "key")]
    [InlineData(SourceKind.Synthetic, "POLYGON_API_KEY", " ")]
    [InlineData(SourceKind.Stooq, "Technic:Stooq", "d_us_txt.zip")]
    public void The_default_source_depends_on_the_other_options(object kind, string key, string value) =>
        Assert.Equal(kind, Read((key, value)).Source.Kind);

    [Fact]
    public void An_explicit_source_overrides_the_API_key() =>
        Assert.Equal(SourceKind.Synthetic, Read(("POLYGON_API_KEY", "key"), ("Technic:Source", "Synthetic")).Source.Kind);

    [Fact]
    public void Other_providers_have_their_own_keys_and_limits()
    {
        (string, string)[] keys = [("APCA_API_KEY_ID", "key"), ("APCA_API_SECRET_KEY", "secret"), ("TIINGO_API_KEY", "token")];

        var alpaca = Read([.. keys, ("Technic:Source", "alpaca"), ("Technic:AlpacaFeed", "sip")]).Source;
        var tiingo = Read([.. keys, ("Technic:Source", "tiingo"), ("Technic:Rate", "0")]).Source;

        Assert.Equal(
            ("alpaca-sip", 200, 200, true),
            (alpaca.Alpaca.SourceName, alpaca.Rate, alpaca.Alpaca.RequestsPerMinute, alpaca.HasQuota));
        Assert.Equal(("token", 0, null), (tiingo.Tiingo.Key, tiingo.Rate, tiingo.Tiingo.RequestsPerMinute));
        Assert.DoesNotContain("secret", $"{alpaca} {alpaca.Alpaca} {tiingo.Tiingo}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpaca", "Alpaca needs an API key: set APCA_API_KEY_ID and APCA_API_SECRET_KEY, or pass them in code.")]
    [InlineData("tiingo", "Tiingo needs an API key: set TIINGO_API_KEY, or pass the key in code.")]
    [InlineData("stooq", "Technic:Source=stooq requires Technic:Stooq.")]
    public void A_source_without_its_key_or_file_says_what_is_missing(string source, string message) =>
        Assert.Equal(message, Assert.Throws<ClusterSettingsException>(() => Read(("Technic:Source", source))).Message);

    [Fact]
    public void Preloading_is_off_by_default()
    {
        Assert.Equal(0, Read().WarmDays);
        Assert.Equal(150, Read(("Technic:Warm", "150")).WarmDays);
        Assert.Throws<ClusterSettingsException>(() => Read(("Technic:Warm", "36526")));
    }

    [Fact]
    public void A_rate_of_zero_is_no_limit()
    {
        Assert.Null(Read(("POLYGON_API_KEY", "key"), ("Technic:Rate", "0")).Source.Polygon.RequestsPerMinute);
        Assert.Equal(5, Read(("POLYGON_API_KEY", "key")).Source.Polygon.RequestsPerMinute);
    }

    [Theory]
    [InlineData("HttpPort", "0")]
    [InlineData("HttpPort", "65536")]
    [InlineData("HttpPort", "http")]
    [InlineData("MemoryBytes", "1048575")]
    [InlineData("MemoryBytes", "512MB")]
    [InlineData("FetchWindow", "0")]
    [InlineData("ShutdownSeconds", "601")]
    [InlineData("LogLevel", "loud")]
    [InlineData("LogLevel", "2")]
    [InlineData("Source", "yahoo")]
    [InlineData("Rate", "-1")]
    [InlineData("Seed", "4294967296")]
    [InlineData("SyntheticSymbols", "0")]
    [InlineData("Address", "10")]
    [InlineData("Address", "0.0.0.0")]
    [InlineData("Address", "silo-1")]
    public void An_invalid_value_is_reported_with_its_key_and_the_valid_values(string key, string value)
    {
        var problem = Refused(($"Technic:{key}", value));

        Assert.StartsWith($"Invalid Technic:{key} '{value}': expected ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Technic:Source=csv requires Technic:Csv", "Technic:Source", "csv")]
    [InlineData("Technic:Csv cannot be combined with Technic:Source=synthetic", "Technic:Source", "synthetic", "Technic:Csv", "bars.csv")]
    [InlineData("Technic:Splits requires Technic:Csv", "Technic:Splits", "splits.csv")]
    [InlineData("Technic:PolygonUrl cannot be combined with Technic:Source=synthetic", "Technic:Source", "synthetic", "Technic:PolygonUrl",
        "http://127.0.0.1")]
    [InlineData("Polygon needs an API key", "Technic:Source", "polygon")]
    [InlineData("Technic:SiloPort, Technic:GatewayPort and Technic:HttpPort must differ", "Technic:HttpPort", "30000")]
    [InlineData("Technic:Address must be a loopback address", "Technic:Address", "10.0.0.5")]
    public void Conflicting_values_are_rejected(string sentence, params string[] pairs) =>
        Assert.StartsWith(sentence, Refused([.. pairs.Chunk(2).Select(pair => (pair[0], pair[1]))]), StringComparison.Ordinal);

    [Theory]
    [InlineData("Technic:Postgres", "Host=db;Pasword=s3cret")]
    [InlineData("Technic:Postgres", "postgres://u:s3cret@db/technic")]
    [InlineData("Technic:Postgres", "Database=technic;Password=s3cret")]
    [InlineData("POLYGON_API_KEY", "s3cret with a space")]
    [InlineData("Technic:PolygonUrl", "ftp://u:s3cret@host")]
    [InlineData("Technic:PolygonUrl", "https://u:s3cret@host")]
    [InlineData("Technic:PolygonUrl", "s3cret")]
    public void Error_messages_contain_no_secrets(string key, string value) =>
        Assert.DoesNotContain("s3cret", Refused((key, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_cluster_without_a_price_source_is_refused(string key) => Assert.StartsWith(
        "A cluster requires a price source: set POLYGON_API_KEY,", Refused(("TECHNIC_POSTGRES", Database), ("POLYGON_API_KEY", key)),
        StringComparison.Ordinal);

    [Fact]
    public void The_text_of_the_settings_contains_no_secrets()
    {
        var settings = Read(("TECHNIC_POSTGRES", Database), ("POLYGON_API_KEY", "k3y"));

        Assert.DoesNotContain("s3cret", settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown setting --Technic:HtpPort (did you mean 'HttpPort'?)", "--Technic:HtpPort=1")]
    [InlineData("Invalid argument '-x'", "-x")]
    [InlineData("Invalid argument 'serve'", "serve")]
    [InlineData("--Technic:HttpPort requires a value", "--Technic:HttpPort")]
    public void An_invalid_command_line_is_rejected(string sentence, params string[] arguments) =>
        Assert.StartsWith(sentence, Assert.Throws<ClusterSettingsException>(() => SiloConfiguration.Of(arguments)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_command_line_takes_both_of_its_notations()
    {
        var settings = SiloSettings.Read(
            SiloConfiguration.Of(["--Technic:HttpPort", "1234", "--technic:name=one", "--Technic:Cluster=localhost"]));

        Assert.Equal((1234, "one"), (settings.HttpPort, settings.Name));
    }

    private static SiloSettings Read(params (string Key, string Value)[] pairs) => SiloSettings.Read(Configuration(pairs));

    private static string Refused(params (string Key, string Value)[] pairs) =>
        Assert.Throws<ClusterSettingsException>(() => Read(pairs)).Message;

    private static IConfiguration Configuration(params (string Key, string Value)[] pairs) =>
        new ConfigurationBuilder().AddInMemoryCollection(pairs.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
