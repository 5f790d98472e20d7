using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Technic.Core.Provider;
using Technic.Core.Text;

namespace Technic.Embedded.Hosting;

/// <summary>A chosen price source.</summary>
/// <param name="Method">The method that chose it, for errors.</param>
/// <param name="Create">Creates it.</param>
internal sealed record SourceChoice(string Method, Func<SourceServices, IPriceSource?> Create)
{
    private const int MostLetters = 100;

    /// <summary>Whether the engine disposes it.</summary>
    public bool IsOwned { get; init; } = true;

    /// <summary>The errors in its options.</summary>
    public Func<IReadOnlyList<string>> Complaints { get; init; } = () => [];

    /// <summary>Creates the source; it is disposed if its name cannot be used.</summary>
    /// <exception cref="OptionsValidationException">There is no source, or its name cannot be used.</exception>
    public IPriceSource Open(SourceServices services)
    {
        var source = Create(services) ?? throw TechnicOptions.Invalid($"{Method}: the function returned no price source.");
        if (IsFileName(source.Name)) return source;
        if (IsOwned) (source as IDisposable)?.Dispose();
        throw TechnicOptions.Invalid(
            $"{Method}: the name of the price source, '{Printable.Of(source.Name ?? "")}', must be a short word without '/' and '\\'.");
    }

    // Stores and folders have the name of the source.
    private static bool IsFileName(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MostLetters && name is not ("." or "..")
        && !name.Any(c => c is '/' or '\\' || char.IsControl(c));
}

/// <summary>What a price source is created with.</summary>
/// <param name="Time">The clock of the engine.</param>
/// <param name="Loggers">Creates the logs.</param>
/// <param name="Provider">The services of the host; without a host there are none.</param>
internal sealed record SourceServices(TimeProvider Time, ILoggerFactory Loggers, IServiceProvider Provider);
