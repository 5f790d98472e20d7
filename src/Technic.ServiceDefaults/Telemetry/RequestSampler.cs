using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Technic.ServiceDefaults;

/// <summary>
/// Records traces that begin with a request. Work in the background, such as the heartbeats of silos in the database, would fill the
/// collector with traces of one span.
/// </summary>
internal sealed class RequestSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind == ActivityKind.Server ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
