namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// What things take in memory, in bytes, on a 64-bit runtime: headers and padding included, places in tables as they are on
/// average, between two doublings. A test compares it with what the garbage collector counts.
/// </summary>
internal static class MemorySize
{
    /// <summary>An entry: its object, and its places in the store's table and queues.</summary>
    public const int Entry = 104 + Place + 40 + 24;

    /// <summary>The cell of an entry's own key: its object, its place in the table, and its handle.</summary>
    public const int KeyCell = 24 + Cell;

    /// <summary>The cell of a tag, without its name.</summary>
    public const int SharedCell = 40 + Cell;

    /// <summary>An array, without its elements.</summary>
    public const int Array = 24;

    private const int Place = 48 + 12;
    private const int Cell = 36 + 8;

    public static int OfString(int length) => Padded(22 + (length * sizeof(char)));

    public static int OfBytes(int length) => Padded(Array + length);

    private static int Padded(int bytes) => (bytes + 7) & ~7;
}
