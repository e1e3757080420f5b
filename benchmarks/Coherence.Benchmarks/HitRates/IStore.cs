namespace AspireCache.Coherence.Benchmarks.HitRates;

/// <summary>A store that Coherence could keep its local entries in.</summary>
internal interface IStore : IDisposable
{
    /// <summary>True for a hit; a key that is missing is added.</summary>
    bool Read(string key);
}
