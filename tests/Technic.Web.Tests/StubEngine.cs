using System.Runtime.CompilerServices;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Web.Tests;

/// <summary>An engine whose calls all fail, immediately or, with <see cref="Late"/>, when the first update is read.</summary>
internal sealed class StubEngine(Func<Exception> failure) : IScanEngine
{
    public bool Late { get; init; }

    public IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
        Late ? FailAsync(cancellationToken) : throw failure();

    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) => throw failure();

    public ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken) => throw failure();

    public ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) => throw failure();

    private async IAsyncEnumerable<ScanUpdate> FailAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (Late) throw failure();
        yield break;
    }
}
