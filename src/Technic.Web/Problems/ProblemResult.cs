using Microsoft.AspNetCore.Http;

namespace Technic.Web.Problems;

/// <summary>A problem as an endpoint's answer.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => problem.AnswerAsync(httpContext);
}
