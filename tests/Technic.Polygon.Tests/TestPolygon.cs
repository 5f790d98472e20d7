using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>A price source that requests a fake server over real HTTP; by default without a quota and with minimal pauses.</summary>
internal sealed class TestPolygon : IAsyncDisposable
{
    public const string Key = "kEy_7f3Q9-secret";

    public static readonly Symbol Acme = Symbol.Parse("ACME");
    public static readonly DateOnly From = new(2021, 1, 4);
    public static readonly DateOnly To = new(2021, 4, 21);

    private readonly HttpClient _http;

    private TestPolygon(FakePolygonServer server, PolygonOptions options, TimeProvider time, IRequestQuota? quota)
    {
        Server = server;
        _http = PolygonServices.CreateHttpClient(options);
        Source = new PolygonPriceSource(_http, options, time, Logs, quota, ownsHttp: true);
    }

    public FakePolygonServer Server { get; }

    public PolygonPriceSource Source { get; }

    public PolygonClient Client => Source.Client;

    public ListLogger<PolygonPriceSource> Logs { get; } = new();

    public FaultRules Faults => Server.Faults;

    public int Requests => Server.Requests.Count;

    /// <summary>A clock at the evening of the last session of <see cref="Market"/>.</summary>
    public static TimerTrackingTimeProvider Clock() => new(new DateTimeOffset(2021, 4, 21, 21, 0, 0, TimeSpan.Zero));

    public static FakeMarket Market() => new FakeMarket()
        .AddRandomWalk("ACME", From, To)
        .AddRandomWalk("BRK.B", From, To)
        .AddRandomWalk("BACpL", From, To);

    public static async Task<TestPolygon> StartAsync(
        Func<PolygonOptions, PolygonOptions>? change = null, FakeMarket? market = null, FakePolygonOptions? server = null,
        TimeProvider? time = null, IRequestQuota? quota = null)
    {
        var fake = await FakePolygonServer.StartAsync(market ?? Market(), server ?? new FakePolygonOptions { Key = Key });
        var options = new PolygonOptions
        {
            BaseAddress = fake.BaseAddress,
            ApiKey = Key,
            RequestsPerMinute = null,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            RateLimitDelay = TimeSpan.FromMilliseconds(1),
            BreakerMinimumAttempts = 1000,
        };
        return new TestPolygon(fake, change?.Invoke(options) ?? options, time ?? TimeProvider.System, quota);
    }

    /// <summary>A server with a number of rows in a page.</summary>
    public static FakePolygonOptions PagesOf(int rows) => new() { Key = Key, PageSize = rows };

    public Task<FetchedBars> FetchAsync(string symbol = "ACME", CancellationToken cancellationToken = default) =>
        Source.FetchBarsAsync(Symbol.Parse(symbol), Frequency.Daily, From, To, cancellationToken);

    public Task<FetchedBars> FetchIntradayAsync(DateOnly from, DateOnly to) =>
        Source.FetchBarsAsync(Acme, Frequency.Intraday, from, to, default);

    public Task<PriceSourceException> FailsAsync(string symbol = "ACME") =>
        Assert.ThrowsAsync<PriceSourceException>(() => FetchAsync(symbol));

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Server.DisposeAsync();
    }
}
