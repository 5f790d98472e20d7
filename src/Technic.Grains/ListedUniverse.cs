using Technic.Core.MarketData;
using Technic.Core.Scanning;

namespace Technic.Grains;

/// <summary>What the source lists, asked for once a day and silo.</summary>
internal sealed class ListedUniverse(SiloCache cache) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _asking = new(1);
    private Universe? _universe;
    private DateTimeOffset _askedAt;

    /// <exception cref="ScanFailedException">The source could not say, and there is no earlier list.</exception>
    public async ValueTask<Universe> GetAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = cache.Clock.Now;
            if (_universe is not null && now - _askedAt < Life) return _universe;
            _universe = new Universe(await cache.Source.FetchListingsAsync(cancellationToken).ConfigureAwait(false));
            _askedAt = now;
            return _universe;
        }
        catch (PriceSourceException problem)
        {
            return _universe ?? throw new ScanFailedException(problem.Message, problem);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();
}
