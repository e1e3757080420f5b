using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Catalog.Api.Products.Listing;

/// <summary>
/// A place between two products of one list: just after (or, backwards, just before) the product with this key and id, so that
/// what is inserted or deleted elsewhere neither repeats nor hides a product. Clients see it as an opaque text:
/// base64url of 8 bytes SHA-256 over list and content, then the content as JSON.
/// </summary>
/// <param name="Backwards">Whether the page lies before the place.</param>
/// <param name="Key">The sort key of the product, as text.</param>
/// <param name="Id">The product.</param>
/// <param name="Terms">
/// What the search was taken to mean, where spelling was corrected: words that became known since must not change it halfway.
/// </param>
internal sealed record PageCursor(
    [property: JsonPropertyName("b")] bool Backwards,
    [property: JsonPropertyName("k")] string Key,
    [property: JsonPropertyName("i")] long Id,
    [property: JsonPropertyName("t"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Terms)
{
    /// <summary>What to tell a client whose cursor cannot be taken.</summary>
    public const string Refusal =
        "is not of this list: it was made for another search, filter or sort, or changed on the way; leave it out to start at the first page";

    private const int SealBytes = 8;
    private const int LongestText = 4000;

    public string Encode(ReadOnlySpan<byte> list)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(this);
        return Base64Url.EncodeToString([.. Seal(list, content), .. content]);
    }

    /// <summary>Null when the text is no cursor, was changed, or belongs to another list.</summary>
    public static PageCursor? Decode(string text, ReadOnlySpan<byte> list)
    {
        if (text.Length > LongestText || !Base64Url.IsValid(text))
            return null;

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= SealBytes || !bytes.AsSpan(0, SealBytes).SequenceEqual(Seal(list, bytes.AsSpan(SealBytes))))
            return null;

        try
        {
            return JsonSerializer.Deserialize<PageCursor>(bytes.AsSpan(SealBytes));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlySpan<byte> Seal(ReadOnlySpan<byte> list, ReadOnlySpan<byte> content) =>
        SHA256.HashData(Encoding.ASCII.GetBytes(Convert.ToHexString(list) + Convert.ToHexString(content))).AsSpan(0, SealBytes);
}
