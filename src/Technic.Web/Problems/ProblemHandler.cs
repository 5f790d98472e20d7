using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Technic.Web.Problems;

/// <summary>The one place where an endpoint's exception becomes an answer.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        await Told(exception).AnswerAsync(httpContext).ConfigureAwait(false);
        return true;
    }

    /// <summary>What the caller is told; what nobody foresaw goes to the log.</summary>
    public Problem Told(Exception exception)
    {
        var problem = Problem.Of(exception);
        if (problem.IsDefect) LogDefect(exception);
        return problem;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed in a way it should not")]
    private partial void LogDefect(Exception exception);
}
