namespace AspireCache.ServiceDefaults.Redis;

/// <summary>A cache over Redis that can try itself.</summary>
internal interface IGuardedCache
{
    /// <summary>Goes the way that a request's read goes, past the guard.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
