using System.Runtime.CompilerServices;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Cli.Bench;

/// <summary>Counts the requests that a thousand concurrent callers of one missing key cause.</summary>
internal sealed class FlightBenchmark(Shell shell) : IBenchmark
{
    private const int Callers = 1_000;
    private const int Keys = 10;

    public string Title => "concurrent callers";

    public async IAsyncEnumerable<Measurement> MeasureAsync(
        BenchSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var market = await BenchMarket.CreateAsync(shell, settings with { Symbols = Keys }, cancellationToken).ConfigureAwait(false);
        var source = new HeldSource(market.Source);
        await using var host = market.Open(market.NewStore(), source);
        var requests = new List<double>();
        foreach (var listing in market.Request.Universe!.Listings)
        {
            var (key, before) = (market.Request.KeyOf(listing.Symbol), source.Requests);
            source.Hold();
            // A call joins the single flight before it returns its task, so all callers have joined before the source responds.
            var callers = new Task[Callers];
            Parallel.For(0, Callers, caller => callers[caller] = host.Engine.GetHistoryAsync(key, cancellationToken).AsTask());
            source.Release();
            await Task.WhenAll(callers).ConfigureAwait(false);
            requests.Add(source.Requests - before);
        }
        yield return Measurement.Of("single_flight_requests", "requests", requests);
    }

    /// <summary>A source that can delay its responses.</summary>
    private sealed class HeldSource(IPriceSource source) : IPriceSource
    {
        private TaskCompletionSource _released = new();
        private int _requests;

        public int Requests => Volatile.Read(ref _requests);

        public string Name => source.Name;

        public string Description => source.Description;

        public int? RequestsPerMinute => null;

        public void Hold() => _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public async Task<FetchedBars> FetchBarsAsync(
            Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _requests);
            await _released.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await source.FetchBarsAsync(symbol, frequency, from, to, cancellationToken).ConfigureAwait(false);
        }

        public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
            source.FetchListingsAsync(cancellationToken);
    }
}
