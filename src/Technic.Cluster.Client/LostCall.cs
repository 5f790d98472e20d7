using Orleans.Runtime.Messaging;

namespace Technic.Cluster.Client;

/// <summary>Calls that ended because their silo did.</summary>
public static class LostCall
{
    /// <summary>Whether a call ended because its silo did, and not because the caller cancelled it.</summary>
    public static bool IsLoss(Exception problem, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && problem is TimeoutException or OrleansException or EnumerationAbortedException or OperationCanceledException;

    /// <summary>
    /// The reason as a part of a sentence for users, such as <c>its silo cannot be reached</c>: messages of the runtime contain addresses
    /// and stack traces.
    /// </summary>
    public static string ReasonOf(Exception problem) => problem switch
    {
        TimeoutException => "it did not respond in time",
        EnumerationAbortedException => "it has been activated again meanwhile",
        OperationCanceledException => "its silo ended the call",
        SiloUnavailableException or ConnectionFailedException or OrleansMessageRejectionException => "its silo cannot be reached",
        _ => "its silo failed",
    };
}
