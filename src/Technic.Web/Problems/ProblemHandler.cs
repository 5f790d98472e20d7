using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Technic.Core.Engine;

namespace Technic.Web.Problems;

/// <summary>Maps exceptions of endpoints to problem documents.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        await ToProblem(exception).AnswerAsync(httpContext).ConfigureAwait(false);
        return true;
    }

    /// <summary>Maps an exception to a problem and logs it if it is unexpected.</summary>
    public Problem ToProblem(Exception exception)
    {
        var problem = Problem.Of(exception);
        if (problem.IsDefect) LogDefect(exception);
        return problem;
    }

    /// <summary>Maps an exception of a scan to its failure and logs it if it is unexpected.</summary>
    public JobFailure ToFailure(Exception exception) => ToProblem(exception).ToFailure();

    [LoggerMessage(Level = LogLevel.Error, Message = "Unhandled exception")]
    private partial void LogDefect(Exception exception);
}
