using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Technic.Core.Text;

namespace Technic.ServiceDefaults;

/// <summary>
/// The configuration of a service, in ascending order of priority: <c>appsettings.json</c> beside the program, a folder of secrets
/// (<see cref="SecretsKey"/>), the environment, the command line.
/// </summary>
public static class ServiceConfiguration
{
    /// <summary>
    /// A folder with one file per setting, as Docker and Kubernetes mount secrets. The name of a file is the key with <c>__</c> for
    /// <c>:</c>, e.g. <c>Technic__Keys</c> or <c>POLYGON_API_KEY</c>; its content is the value.
    /// </summary>
    public const string SecretsKey = "Technic:Secrets";

    /// <summary>Reads the configuration.</summary>
    /// <param name="arguments">The command line, <c>--KEY=VALUE</c>.</param>
    /// <exception cref="ServiceSettingsException">A file cannot be read, or the folder of secrets does not exist.</exception>
    public static IConfigurationRoot Read(params string[] arguments)
    {
        try
        {
            var builder = new ConfigurationBuilder()
                .SetBasePath(AppContext.BaseDirectory)
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .AddCommandLine(arguments);
            builder.AddSecretFiles(builder.Build());
            return builder.Build();
        }
        catch (InvalidDataException problem)
        {
            throw Unreadable(problem);
        }
    }

    /// <summary>Adds the folder of secrets, if one is configured, above the files and below the environment.</summary>
    /// <param name="builder">The sources of the configuration.</param>
    /// <param name="configuration">What the sources contain so far.</param>
    /// <exception cref="ServiceSettingsException">The folder does not exist.</exception>
    public static void AddSecretFiles(this IConfigurationBuilder builder, IConfiguration configuration)
    {
        if (configuration[SecretsKey] is not { } folder || string.IsNullOrWhiteSpace(folder)) return;
        if (!Directory.Exists(folder))
            throw new ServiceSettingsException($"The folder '{Printable.Of(folder)}' of {SecretsKey} does not exist.");
        var files = new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)) };
        var afterFiles = builder.Sources.Select((source, index) => source is JsonConfigurationSource ? index + 1 : 0)
            .DefaultIfEmpty().Max();
        builder.Sources.Insert(afterFiles, files);
    }

    /// <summary>A configuration file that is not valid JSON.</summary>
    public static ServiceSettingsException Unreadable(InvalidDataException problem) =>
        new($"{problem.Message.TrimEnd('.')}: {problem.InnerException?.Message ?? "it is not valid JSON."}", problem);
}
