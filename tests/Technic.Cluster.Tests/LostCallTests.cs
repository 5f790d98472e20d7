using Orleans.Runtime.Messaging;
using Technic.Cluster.Client;

namespace Technic.Cluster.Tests;

/// <summary>What users read of a call that was lost.</summary>
public sealed class LostCallTests
{
    public static TheoryData<Exception> Problems =>
    [
        new TimeoutException("Response did not arrive on time in 00:00:30 for message: Request [S127.0.0.1:11111:1]"),
        new EnumerationAbortedException("Enumeration aborted: the remote target does not have a record of this enumerator."),
        new OperationCanceledException("The operation was canceled."),
        new SiloUnavailableException("Exception while sending message:\n   at Orleans.Networking.Shared"),
        new ConnectionFailedException("Unable to connect to endpoint S127.0.0.1:45629:154784683. See InnerException"),
        new OrleansException("Something else\n   at Orleans.Runtime.Catalog"),
    ];

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_lost_call_has_a_reason_without_names_of_the_runtime(Exception problem)
    {
        var reason = LostCall.ReasonOf(problem);

        Assert.Matches("^it[s]? [a-z ]+$", reason);
    }

    [Fact]
    public async Task A_stream_that_fails_tells_the_reason_and_not_the_message()
    {
        await using var stream = new WatchedStream<string>(_ => Failing(), TimeSpan.FromSeconds(5), TimeProvider.System, default);

        Assert.Null(await stream.NextAsync());
        Assert.Equal("its silo cannot be reached", stream.Loss);
    }

    private static async IAsyncEnumerable<string> Failing()
    {
        await Task.Yield();
        if (Environment.ProcessorCount > 0) throw new SiloUnavailableException("Exception while sending message:\n   at Orleans");
        yield break;
    }
}
