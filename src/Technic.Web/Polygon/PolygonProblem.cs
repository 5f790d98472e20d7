using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Web.Answers;
using Technic.Web.Problems;

namespace Technic.Web.Polygon;

/// <summary>
/// A problem as Polygon's API tells it: a status in capitals, and the sentence in <c>error</c> or, for what a plan does not include or
/// nobody has, in <c>message</c>.
/// </summary>
internal static class PolygonProblem
{
    public static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        await new JsonAnswer(json => Write(json, context, problem)).ExecuteAsync(context).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, HttpContext context, Problem problem)
    {
        var (status, sentence) = problem.Status switch
        {
            StatusCodes.Status403Forbidden => ("NOT_AUTHORIZED", "message"),
            StatusCodes.Status404NotFound => ("NOT_FOUND", "message"),
            _ => ("ERROR", "error"),
        };
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteString("request_id", context.TraceIdentifier);
        json.WriteString(sentence, problem.Sentence);
        json.WriteEndObject();
    }
}
