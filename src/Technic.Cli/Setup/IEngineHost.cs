using Technic.Core.Engine;
using Technic.Core.Market;

namespace Technic.Cli.Setup;

/// <summary>The engine that a command works with, in this process or on a server.</summary>
internal interface IEngineHost : IAsyncDisposable
{
    IScanEngine Engine { get; }

    /// <summary>What is known of symbols without asking a provider; empty when nothing is.</summary>
    Task<IReadOnlyList<Listing>> KnownListingsAsync(CancellationToken cancellationToken);

    /// <summary>What a person must know before looking at the prices; <c>null</c> when that is nothing.</summary>
    /// <param name="source">Where the engine says that they come from: a sentence, or the source's name.</param>
    string? NoticeOf(string source);
}
