using System.Diagnostics;
using OpenTelemetry.Trace;

namespace AspireCache.ServiceDefaults.Telemetry;

/// <summary>
/// Begins a trace where work begins: at a request that comes in, or at a span of our own. A call to a server with no work around it
/// (the relay's heartbeats, health checks, a subscription) happens all the time and tells nobody anything.
/// </summary>
internal sealed class WorkSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind is ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
