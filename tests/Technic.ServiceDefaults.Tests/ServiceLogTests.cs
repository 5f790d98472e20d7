using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Technic.ServiceDefaults.Tests;

/// <summary>The format of the log.</summary>
public sealed class ServiceLogTests
{
    [Theory]
    [InlineData(null, null, ConsoleFormatterNames.Simple)]
    [InlineData("text", null, ConsoleFormatterNames.Simple)]
    [InlineData("JSON", null, ConsoleFormatterNames.Json)]
    [InlineData(null, "json", ConsoleFormatterNames.Json)]
    [InlineData("json", "systemd", ConsoleFormatterNames.Systemd)]
    public void The_format_has_a_short_setting_and_the_standard_one(string? technic, string? standard, string expected)
    {
        using var services = Build(("Technic:Logging", technic), ("Logging:Console:FormatterName", standard));

        Assert.Equal(expected, services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }

    [Fact]
    public void A_message_is_one_line_of_JSON_with_its_values_and_the_time_in_UTC()
    {
        using var services = Build(("Technic:Logging", "json"));
        var formatter = services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Json);
        using var text = new StringWriter();

        formatter.Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                LogLevel.Warning, "Technic.Test", default, [new("Symbol", "AAPL")], null, (_, _) => "two\nlines"), null, text);

        var line = JsonElement.Parse(Assert.Single(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(("Warning", "Technic.Test", "two\nlines", "AAPL"),
            (line.GetProperty("LogLevel").GetString(), line.GetProperty("Category").GetString(), line.GetProperty("Message").GetString(),
            line.GetProperty("State").GetProperty("Symbol").GetString()));
        Assert.EndsWith("Z", line.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_come_from_the_standard_section_except_for_messages_with_secrets()
    {
        using var services = Build(("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Technic", "Error"));
        var loggers = services.GetRequiredService<ILoggerFactory>();

        Assert.True(loggers.CreateLogger("Other").IsEnabled(LogLevel.Trace));
        Assert.False(loggers.CreateLogger("Technic.Web").IsEnabled(LogLevel.Warning));
        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.BadRequests").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void An_unknown_format_is_reported() => Assert.Equal(
        "Invalid Technic:Logging 'xml': expected text or json.",
        Assert.Throws<ServiceSettingsException>(() => Build(("Technic:Logging", "xml"))).Message);

    private static ServiceProvider Build(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.AddServiceLog(configuration, LogLevel.Information));
        return services.BuildServiceProvider();
    }
}
