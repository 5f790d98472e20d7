using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Reports;

namespace Technic.Web.Wire;

/// <summary>The status of a study and, when it has completed, its result.</summary>
internal static class StudyStatusJson
{
    /// <param name="json">The writer.</param>
    /// <param name="study">The study.</param>
    /// <param name="withResult">Whether to write the result.</param>
    public static void Write(Utf8JsonWriter json, KeptStudy study, bool withResult)
    {
        json.WriteStartObject();
        json.WriteString("id", study.Id);
        json.WriteString("state", study.State.ToString().ToLowerInvariant());
        json.WriteString("step", study.Step);
        json.WriteString("startedAt", study.StartedAt.UtcDateTime);
        if (study.EndedAt is { } ended) json.WriteString("endedAt", ended.UtcDateTime);
        else json.WriteNull("endedAt");
        json.WriteString("problem", study.Failure?.Message);
        if (withResult)
        {
            json.WritePropertyName("study");
            if (study.Result is { } result) StudyJson.Write(json, result);
            else json.WriteNullValue();
        }
        json.WriteEndObject();
    }
}
