using OpenTelemetry.Trace;

namespace Technic.ServiceDefaults;

/// <summary>
/// Records traces that begin with an HTTP request. Work in the background, such as the heartbeats of silos in the database and the timers
/// of grains, would fill the collector with traces of one span.
/// </summary>
internal sealed class RequestSampler : Sampler
{
    /// <summary>The name that ASP.NET Core gives to the span of a request.</summary>
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Name == Request ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
