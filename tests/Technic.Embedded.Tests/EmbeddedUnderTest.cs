using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Embedded.Sqlite;
using Technic.EngineContract;
using Technic.Testing;

namespace Technic.Embedded.Tests;

/// <summary>Engine 1 on a real SQLite file.</summary>
internal sealed class EmbeddedUnderTest : IEngineUnderTest
{
    private readonly TemporaryFolder _folder = new();
    private readonly IPriceSource _source;
    private readonly FakeTimeProvider _time;
    private SqliteHistoryStore _store = null!;
    private EmbeddedEngine _engine = null!;

    public EmbeddedUnderTest(IPriceSource source, FakeTimeProvider time)
    {
        (_source, _time) = (source, time);
        Begin();
    }

    public IScanEngine Engine => _engine;

    public async Task RestartAsync()
    {
        await EndAsync();
        Begin();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Dispose();
    }

    private void Begin()
    {
        _store = new SqliteHistoryStore(_folder.Path, _source.Name, _time, NullLogger<SqliteHistoryStore>.Instance);
        _engine = new EmbeddedEngine(
            _source, _store, new MarketClock(_time), new EmbeddedEngineOptions(new MemoryTierOptions(Jitter: 0)),
            NullLoggerFactory.Instance);
    }

    private async Task EndAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
    }
}
