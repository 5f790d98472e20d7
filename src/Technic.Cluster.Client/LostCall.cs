using Orleans.Runtime.Messaging;

namespace Technic.Cluster.Client;

/// <summary>Why a call to a silo was lost, in words for users: messages of the runtime contain addresses and stack traces.</summary>
public static class LostCall
{
    /// <summary>The reason as a part of a sentence, such as <c>its silo cannot be reached</c>.</summary>
    public static string ReasonOf(Exception problem) => problem switch
    {
        TimeoutException => "it did not respond in time",
        EnumerationAbortedException => "it has been activated again meanwhile",
        OperationCanceledException => "its silo ended the call",
        SiloUnavailableException or ConnectionFailedException or OrleansMessageRejectionException => "its silo cannot be reached",
        _ => "its silo failed",
    };
}
