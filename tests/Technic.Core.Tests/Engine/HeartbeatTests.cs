using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Core.Tests.Engine;

public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private bool _ended;

    [Fact]
    public async Task A_reader_that_leaves_at_a_beat_ends_the_element_under_way_and_closes_the_stream()
    {
        var elements = Silent(default).WithHeartbeat("beat", TimeSpan.FromSeconds(1), _time, default).GetAsyncEnumerator();
        var next = elements.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("beat", elements.Current);

        await elements.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(_ended);
    }

    [Fact]
    public async Task A_stream_that_fails_fails_its_reader()
    {
        var elements = Failing().WithHeartbeat("beat", TimeSpan.FromSeconds(1), _time, default).GetAsyncEnumerator();

        await Assert.ThrowsAsync<ScanFailedException>(() => elements.MoveNextAsync().AsTask());

        await elements.DisposeAsync();
    }

    private async IAsyncEnumerable<string> Silent([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield return "never";
        }
        finally
        {
            _ended = true;
        }
    }

    private static async IAsyncEnumerable<string> Failing()
    {
        await Task.Yield();
        if (Environment.ProcessId >= 0) throw new ScanFailedException("It cannot go on.");
        yield return "never";
    }
}
