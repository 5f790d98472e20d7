using Microsoft.Extensions.Logging;
using Technic.Core.Provider;

namespace Technic.Embedded.Hosting;

/// <summary>A chosen price source.</summary>
/// <param name="Method">The method that chose it, for errors.</param>
/// <param name="Create">Creates it.</param>
internal sealed record SourceChoice(string Method, Func<SourceServices, IPriceSource> Create)
{
    /// <summary>Whether the engine disposes it.</summary>
    public bool IsOwned { get; init; } = true;

    /// <summary>The errors in its options.</summary>
    public Func<IReadOnlyList<string>> Complaints { get; init; } = () => [];
}

/// <summary>What a price source is created with.</summary>
/// <param name="Time">The clock of the engine.</param>
/// <param name="Loggers">Creates the logs.</param>
/// <param name="Provider">The services of the host; without a host there are none.</param>
internal sealed record SourceServices(TimeProvider Time, ILoggerFactory Loggers, IServiceProvider Provider);
