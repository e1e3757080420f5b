using System.Collections.Frozen;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>When Data Protection's keys expire. Asked only of entries that the current key did not seal, that is around a rotation.</summary>
internal sealed class ProtectionKeys(IKeyManager? manager, TimeProvider time)
{
    // Protected data begins with a magic number and the id of its key.
    private const int IdAt = 4;
    private const int IdEnd = 20;
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);

    private volatile FrozenDictionary<Guid, DateTimeOffset> _expirations = FrozenDictionary<Guid, DateTimeOffset>.Empty;
    private long _readAt = long.MinValue;

    public bool IsExpired(ReadOnlySpan<byte> protectedData)
    {
        if (manager is null || protectedData.Length < IdEnd)
            return false;
        var id = new Guid(protectedData[IdAt..IdEnd]);
        if (!_expirations.TryGetValue(id, out var expiration) && TryRead())
            _expirations.TryGetValue(id, out expiration);
        return time.GetUtcNow() >= expiration;
    }

    private bool TryRead()
    {
        var now = time.GetTimestamp();
        var readAt = Interlocked.Read(ref _readAt);
        if (readAt != long.MinValue && time.GetElapsedTime(readAt, now) < ReadEvery)
            return false;
        Interlocked.Exchange(ref _readAt, now);
        _expirations = manager!.GetAllKeys().ToFrozenDictionary(static key => key.KeyId, static key => key.ExpirationDate);
        return true;
    }
}
