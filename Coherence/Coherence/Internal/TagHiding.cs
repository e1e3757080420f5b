using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AspireCache.Coherence.Internal;

/// <summary>
/// Replaces names by keyed hashes: <c>h:</c> and 32 characters of HMAC-SHA-256 (192 bits) in Base64Url. The key is derived from
/// <see cref="CoherenceOptions.NameKey"/> and the domain, so that every node of a domain finds the same names, which
/// invalidations need, and nobody else can tell or guess them.
/// </summary>
internal sealed class TagHiding
{
    private const int KeyBytes = 32;
    private const int HashBytes = 24;
    private const int LongestOnStack = 256;

    private readonly PolicyTable _policies;
    private readonly byte[] _key;

    private TagHiding(PolicyTable policies, byte[] key)
    {
        _policies = policies;
        _key = key;
    }

    /// <summary>Null where nothing is sensitive.</summary>
    /// <exception cref="InvalidOperationException">Something is sensitive, and there is no key.</exception>
    public static TagHiding? For(CoherenceOptions options, PolicyTable policies)
    {
        if (!policies.HasSensitive)
            return null;
        if (options.NameKey is not { } secret)
            throw new InvalidOperationException($"A namespace is sensitive: set {nameof(CoherenceOptions)}.{nameof(options.NameKey)}.");
        var use = Encoding.UTF8.GetBytes($"AspireCache.Coherence names v1 {options.Domain}");
        return new TagHiding(policies, HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyBytes, info: use));
    }

    public bool IsSensitive(ReadOnlySpan<char> name) => _policies.IsSensitive(name);

    public string Hide(string name)
    {
        var most = Encoding.UTF8.GetMaxByteCount(name.Length);
        var text = most <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[most];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text[..Encoding.UTF8.GetBytes(name, text)], hash);
        return "h:" + Base64Url.EncodeToString(hash[..HashBytes]);
    }
}
