using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Web.Frontend.Security;

/// <summary>Knows the write token, and compares without telling by its timing how much of a guess was right.</summary>
internal sealed class WriteTokenVerifier
{
    private readonly byte[]? _hash;

    public WriteTokenVerifier(IOptions<CatalogOptions> options)
    {
        if (options.Value.WriteToken is { Length: > 0 } token)
            _hash = Hash(token);
    }

    /// <summary>Whether there is a token at all.</summary>
    public bool IsConfigured => _hash is not null;

    /// <summary>Names the token in a session without revealing it; a new token ends the sessions of the old one.</summary>
    public string? Fingerprint => _hash is null ? null : Convert.ToHexString(SHA256.HashData(_hash).AsSpan(0, 8));

    public bool Verify(string? candidate) =>
        _hash is not null && CryptographicOperations.FixedTimeEquals(Hash(candidate ?? ""), _hash);

    // Hashes are of equal length, so the comparison does not even tell the token's length.
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
