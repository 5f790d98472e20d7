using Microsoft.Extensions.Logging;
using Technic.Core.Engine;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <summary>Why a kept scan or study has no result, for its readers; what is not their business is logged.</summary>
/// <param name="work">The name of the work in the log, e.g. <c>scan</c>.</param>
/// <param name="logger">The log.</param>
internal sealed partial class JobFailures(string work, ILogger logger)
{
    /// <summary>The failure of an exception.</summary>
    public JobFailure Of(Exception problem)
    {
        switch (problem)
        {
            case ScanRequestException: return new JobFailure(JobFailureKind.Refused, problem.Message);
            case ScanFailedException: return new JobFailure(JobFailureKind.Failed, problem.Message);
            case OperationCanceledException: return new JobFailure(JobFailureKind.Unavailable, "The silo is shutting down.");
            case OrleansException or TimeoutException:
                LogNoResponse(work, problem.Message);
                return new JobFailure(JobFailureKind.Unavailable, "A silo did not respond in time. Try again later.");
            default:
                LogDefect(work, problem);
                return new JobFailure(JobFailureKind.Unexpected, "Internal error. See the log of the silo for details.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A kept {Work} failed: {Problem}")]
    private partial void LogNoResponse(string work, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "A kept {Work} failed unexpectedly")]
    private partial void LogDefect(string work, Exception problem);
}
