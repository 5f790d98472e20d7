using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Caching;
using Technic.Core.MarketData;
using Technic.Core.Scanning;
using Technic.EngineContract;
using Technic.Testing;

namespace Technic.Embedded.Tests;

public sealed class EmbeddedEngineContract : EngineContract.EngineContract
{
    protected override Task<IEngineUnderTest> StartAsync(ScriptedSource source, ManualTimeProvider time) => Task.FromResult<IEngineUnderTest>(new UnderTest(source, time));

    private sealed class UnderTest : IEngineUnderTest
    {
        private readonly MemoryHistoryStore _store = new();
        private readonly ScriptedSource _source;
        private readonly ManualTimeProvider _time;
        private EmbeddedEngine _engine;

        public UnderTest(ScriptedSource source, ManualTimeProvider time)
        {
            (_source, _time) = (source, time);
            _engine = Begin();
        }

        public IScanEngine Engine => _engine;

        private EmbeddedEngine Begin() => new(_source, _store, new MarketClock(_time), new EmbeddedEngineOptions(new MemoryTierOptions(Jitter: 0)), NullLoggerFactory.Instance);

        public async Task RestartAsync()
        {
            await _engine.DisposeAsync();
            _engine = Begin();
        }

        public ValueTask DisposeAsync() => _engine.DisposeAsync();
    }
}
