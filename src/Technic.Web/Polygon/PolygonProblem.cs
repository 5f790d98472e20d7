using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Web.Problems;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>
/// Writes an error in Polygon's format: a status in upper case, and the message in <c>error</c> or, for 403 and 404, in <c>message</c>.
/// </summary>
internal static class PolygonProblem
{
    public static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        await new JsonResponse(json => Write(json, context, problem)).ExecuteAsync(context).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, HttpContext context, Problem problem)
    {
        var (status, member) = problem.Status switch
        {
            StatusCodes.Status403Forbidden => ("NOT_AUTHORIZED", "message"),
            StatusCodes.Status404NotFound => ("NOT_FOUND", "message"),
            _ => ("ERROR", "error"),
        };
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteString("request_id", context.TraceIdentifier);
        json.WriteString(member, problem.Detail);
        json.WriteEndObject();
    }
}
