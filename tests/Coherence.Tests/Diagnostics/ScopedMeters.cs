using System.Diagnostics.Metrics;

namespace AspireCache.Coherence.Tests.Diagnostics;

/// <summary>Makes meters that a collector can tell from those of other tests: their scope is this.</summary>
internal sealed class ScopedMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options.Name, options.Version, options.Tags, scope: this);

    public void Dispose()
    {
        // Caches dispose of their own meters.
    }
}
