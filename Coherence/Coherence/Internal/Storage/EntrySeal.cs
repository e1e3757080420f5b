using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Encrypts whole entries, headers and tags included, through Data Protection (authenticated). What is encrypted is the length of
/// the key in UTF-8 (2 bytes), the key, the entry: one that somebody moved to another key does not open. The domain is part of the
/// purpose.
/// </summary>
internal sealed class EntrySeal(IDataProtectionProvider provider, string domain, ProtectionKeys keys)
{
    private readonly IDataProtector _protector = provider.CreateProtector("AspireCache.Coherence", "entry v1", domain);

    public byte[] Seal(string key, ReadOnlySpan<byte> entry)
    {
        var name = Encoding.UTF8.GetByteCount(key);
        var plain = new byte[sizeof(ushort) + name + entry.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(plain, checked((ushort)name));
        Encoding.UTF8.GetBytes(key, plain.AsSpan(sizeof(ushort)));
        entry.CopyTo(plain.AsSpan(sizeof(ushort) + name));
        try
        {
            return _protector.Protect(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The entry; null when it was changed, belongs to another key, or its key is revoked, expired or unknown.</summary>
    public ClearedBytes? Open(string key, ReadOnlySpan<byte> sealedEntry)
    {
        byte[] plain;
        try
        {
            var bytes = sealedEntry.ToArray();
            plain = Unprotect(bytes, out var isOld);
            // Data Protection goes on opening what a key sealed that has only expired; a cache can do without.
            if (isOld && keys.IsExpired(bytes))
            {
                CryptographicOperations.ZeroMemory(plain);
                return null;
            }
        }
        catch (CryptographicException)
        {
            return null;
        }

        if (plain.Length >= sizeof(ushort))
        {
            var start = sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(plain);
            if (start <= plain.Length && plain.AsSpan(sizeof(ushort)..start).SequenceEqual(Encoding.UTF8.GetBytes(key)))
                return new ClearedBytes(plain, start);
        }

        CryptographicOperations.ZeroMemory(plain);
        return null;
    }

    private byte[] Unprotect(byte[] bytes, out bool isOld)
    {
        if (_protector is IPersistedDataProtector persisted)
            return persisted.DangerousUnprotect(bytes, ignoreRevocationErrors: false, out isOld, out _);
        isOld = false;
        return _protector.Unprotect(bytes);
    }
}

/// <summary>Bytes that are overwritten when nobody needs them any more.</summary>
internal sealed class ClearedBytes(byte[] bytes, int start) : IMemoryOwner<byte>
{
    public Memory<byte> Memory => bytes.AsMemory(start);

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);
}
