using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Embedded;
using Technic.Embedded.Sqlite;

namespace Technic.Web.Tests;

/// <summary>The embedded engine on a real SQLite file.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly SqliteHistoryStore _store;

    public EmbeddedHost(string folder, IPriceSource source, FakeTimeProvider time)
    {
        _store = new SqliteHistoryStore(folder, source.Name, time, NullLogger<SqliteHistoryStore>.Instance);
        Engine = new EmbeddedEngine(
            source, _store, new MarketClock(time), new EmbeddedEngineOptions(new MemoryTierOptions(Jitter: 0)), NullLoggerFactory.Instance);
    }

    public EmbeddedEngine Engine { get; }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await _store.DisposeAsync();
    }
}
