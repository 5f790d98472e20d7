using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Sources.Rest;

/// <summary>A price source over the REST API of a provider.</summary>
public abstract class RestPriceSource : IPriceSource, IDisposable, IAsyncDisposable
{
    /// <param name="name">The name of the source.</param>
    /// <param name="client">Sends the requests; it ends with the source.</param>
    private protected RestPriceSource(string name, RestClient client) => (Name, Client) = (name, client);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public abstract SourceTraits Traits { get; }

    /// <inheritdoc/>
    public int? RequestsPerMinute => Client.RequestsPerMinute;

    /// <inheritdoc/>
    public int? RequestsPerHour => Client.RequestsPerHour;

    private protected RestClient Client { get; }

    /// <inheritdoc/>
    public virtual int SymbolsPerRequest(Frequency frequency, DateOnly from, DateOnly to) => 1;

    /// <inheritdoc/>
    public abstract Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Requires valid options.</summary>
    /// <exception cref="ArgumentException">An option is invalid; the message describes it.</exception>
    private protected static void Require(IReadOnlyList<string> errors)
    {
        if (errors is [var error, ..]) throw new ArgumentException(error, "options");
    }
}
