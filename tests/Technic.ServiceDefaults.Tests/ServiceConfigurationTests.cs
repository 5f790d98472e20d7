using Microsoft.Extensions.Configuration;
using Technic.Testing;

namespace Technic.ServiceDefaults.Tests;

/// <summary>The sources of settings and their order.</summary>
public sealed class ServiceConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_the_folder_of_secrets_is_a_setting()
    {
        _folder.Write("Technic__Postgres", "Host=db;Password=s3cret\n");
        _folder.Write("POLYGON_API_KEY", "key");

        var configuration = ServiceConfiguration.Read($"--Technic:Secrets={_folder.Path}");

        Assert.Equal(("Host=db;Password=s3cret", "key"), (configuration["Technic:Postgres"], configuration["POLYGON_API_KEY"]));
    }

    [Fact]
    public void The_command_line_overrides_secrets_and_secrets_override_files()
    {
        _folder.Write("Technic__ClusterId", "secret");
        _folder.Write("Technic__ServiceId", "secret");
        var file = _folder.Write("appsettings.json", """{"Technic": {"ClusterId": "file", "ServiceId": "file", "Name": "file"}}""");
        var builder = new ConfigurationBuilder().AddJsonFile(file).AddCommandLine(["--Technic:ClusterId=command"]);

        builder.AddSecretFiles(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(ServiceConfiguration.SecretsKey, (string?)_folder.Path)]).Build());
        var configuration = builder.Build();

        Assert.Equal(
            ("command", "secret", "file"),
            (configuration["Technic:ClusterId"], configuration["Technic:ServiceId"], configuration["Technic:Name"]));
    }

    [Fact]
    public void A_missing_folder_of_secrets_is_reported()
    {
        var missing = _folder.File("missing");

        var problem = Assert.Throws<ServiceSettingsException>(() => ServiceConfiguration.Read($"--Technic:Secrets={missing}"));

        Assert.EndsWith("of Technic:Secrets does not exist.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", false, true)]
    [InlineData("OTEL_SERVICE_NAME", false, false)]
    public void Telemetry_is_sent_to_the_endpoints_of_the_standard_variables(string key, bool metrics, bool traces) =>
        Assert.Equal(new TelemetrySettings(metrics, traces, HasSampler: false), TelemetrySettings.Read(With(key, "http://collector:4317")));

    [Fact]
    public void An_endpoint_that_is_not_a_URL_is_reported()
    {
        var problem = Assert.Throws<ServiceSettingsException>(
            () => TelemetrySettings.Read(With("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")));

        Assert.Equal("OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that begins with http:// or https://.", problem.Message);
    }

    private static IConfiguration With(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
}
