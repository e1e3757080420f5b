using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>The body of an answer that is recorded; one that is withheld does not start either.</summary>
internal sealed class RecordingBody(RecordingStream stream, IHttpResponseBodyFeature outer) : StreamResponseBodyFeature(stream, outer)
{
    public override Task StartAsync(CancellationToken cancellationToken = default) => stream.IsWithholding ? Task.CompletedTask : base.StartAsync(cancellationToken);
}
