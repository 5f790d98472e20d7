using System.Text.Json;
using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>The form of kept studies in the store and between the silos of a cluster.</summary>
public static class KeptStudyCodec
{
    /// <summary>Encodes a study.</summary>
    /// <param name="study">Its status.</param>
    /// <param name="request">
    /// The request, so that a study can be begun again; <c>null</c> if it cannot. The result has its own request.
    /// </param>
    public static byte[] Encode(KeptStudy study, StudyRequest? request = null) => JsonSerializer.SerializeToUtf8Bytes(new Stored(
        study.Id, study.Owner, study.StartedAt, study.EndedAt, study.State, study.Step, study.Failure,
        request is null ? null : StudyCodec.EncodeRequest(request), study.Result is { } result ? StudyCodec.Encode(result) : null));

    /// <summary>Decodes a study, and the request to begin it again; <c>null</c> if it is not readable.</summary>
    public static (KeptStudy Study, StudyRequest? Request)? Decode(ReadOnlySpan<byte> payload)
    {
        try
        {
            if (JsonSerializer.Deserialize<Stored>(payload) is not { Id: { } id } stored) return null;
            var result = stored.Result is { } encoded ? StudyCodec.Decode(encoded) : null;
            // A result that another version wrote.
            if (result is null && stored.State == ScanState.Completed && stored.Result is not null) return null;
            var study = new KeptStudy(id, stored.Owner, stored.StartedAt, stored.State)
            {
                EndedAt = stored.EndedAt, Step = stored.Step, Failure = stored.Failure, Result = result,
            };
            return (study, stored.Request is { } request ? StudyCodec.DecodeRequest(request) : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Stored(
        string? Id, string? Owner, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, ScanState State, string? Step, JobFailure? Failure,
        string? Request, byte[]? Result);
}
