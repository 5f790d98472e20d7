using Technic.Core.Engine;
using Technic.Core.Market;

namespace Technic.Cli.Setup;

/// <summary>The engine of a command, in this process or on a server.</summary>
internal interface IEngineHost : IAsyncDisposable
{
    IScanEngine Engine { get; }

    /// <summary>Returns the listings that are available without API requests; empty if there are none.</summary>
    Task<IReadOnlyList<Listing>> KnownListingsAsync(CancellationToken cancellationToken);

    /// <summary>Returns a notice about the price source to show with the prices; <c>null</c> for none.</summary>
    /// <param name="source">The source according to the engine: a description or a name.</param>
    string? NoticeOf(string source);
}
