using Technic.Cluster.Contracts;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Held;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cluster.Grains;

/// <summary>
/// The prices of a silo for studies: those of a source that has all histories itself, or the stored market days, of which the silo keeps a
/// copy by symbol on its disk (<see cref="ArchiveColumns"/>). One a silo.
/// </summary>
internal sealed class SiloStudies(
    SiloCache cache, ListingCache listings, IGrainFactory grains, IStudyPartitions partitions, SiloCacheOptions options,
    ScanMethods methods, IWatches watches)
    : IDisposable
{
    /// <summary>The partitions that compute at a time.</summary>
    private readonly SemaphoreSlim _turns = new(Environment.ProcessorCount);

    private readonly SemaphoreSlim _opening = new(1);

    private readonly MarketReference _reference = new(listings, cache.Market, cache.Clock);
    private readonly MarketStates _documents = new(grains);
    private readonly Lock _gate = new();
    private DirectoryInfo? _ownFolder;
    private IMarketHistorySource? _market;

    /// <summary>The studies of the prices that the silo has now.</summary>
    /// <exception cref="ScanFailedException">There are no prices, or they are not readable.</exception>
    public async Task<StudyRun> OpenAsync(CancellationToken cancellationToken)
    {
        var market = _market = await MarketAsync(cancellationToken);
        return new StudyRun(market, _reference.GetKnownListingsAsync, _documents, cache.Clock.Time, partitions, methods, watches);
    }

    /// <summary>A study with the symbols of its lists instead of their names, as they are now.</summary>
    /// <exception cref="ScanRequestException">A list does not exist; the message suggests another one.</exception>
    /// <exception cref="ScanFailedException">The lists are not readable.</exception>
    public async ValueTask<StudyRequest> ResolveListsAsync(StudyRequest request, CancellationToken cancellationToken) =>
        (await new ListedSymbols(watches, _reference.GetKnownListingsAsync).ResolveAsync([request], cancellationToken))[0];

    /// <summary>Waits until a partition may compute; it ends its turn by disposing of the result.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        return new Turn(_turns);
    }

    /// <summary>Reads the histories of some symbols.</summary>
    /// <exception cref="ScanFailedException">The silo has other prices, or they are not readable.</exception>
    public async Task<IReadOnlyList<TradedHistory>> ReadAsync(
        StudyPricesMessage prices, Func<Symbol, bool> isWanted, CancellationToken cancellationToken)
    {
        var market = await OfAsync(prices.Name, cancellationToken);
        if (market.Name != prices.Name) throw new ScanFailedException("The silo has other prices than the study.");
        try
        {
            return await market.ReadSymbolsAsync(isWanted, prices.From, cancellationToken);
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <summary>The prices with a name, if the silo has them; all partitions of a study share them.</summary>
    private async Task<IMarketHistorySource> OfAsync(string prices, CancellationToken cancellationToken)
    {
        if (_market is { } known && known.Name == prices) return known;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _market is { } opened && opened.Name == prices ? opened : _market = await MarketAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose()
    {
        _turns.Dispose();
        _opening.Dispose();
        lock (_gate)
        {
            try
            {
                _ownFolder?.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A study still reads it; it is in the folder of temporary files.
            }
            _ownFolder = null;
        }
    }

    private async Task<IMarketHistorySource> MarketAsync(CancellationToken cancellationToken)
    {
        if (cache.Histories is { } histories) return histories;
        var days = cache.Market is { } market
            ? await ImportedMarket.OpenAsync(_documents, market.Archive, Folder(), cancellationToken)
            : null;
        return days ?? throw new ScanFailedException(
            "The cluster has no market days to study. Silos load them with the setting Warm, or with the first scan.");
    }

    /// <summary>The folder of the copy; without a setting a temporary one, which ends with the silo.</summary>
    private string Folder()
    {
        if (options.ColumnFolder is { } folder) return folder;
        lock (_gate)
        {
            try
            {
                return (_ownFolder ??= Directory.CreateTempSubdirectory("technic-columns-")).FullName;
            }
            catch (IOException problem)
            {
                throw new ScanFailedException(
                    $"A silo cannot create a folder for the copy of its market days: {problem.Message}", problem);
            }
        }
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
