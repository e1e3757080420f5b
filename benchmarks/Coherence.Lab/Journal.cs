using System.Buffers.Binary;

namespace AspireCache.Coherence.Lab;

/// <summary>
/// What a process saw, in a file that survives its being killed. Times are <see cref="System.Diagnostics.Stopwatch"/> timestamps: on
/// Linux they are the machine's monotonic clock, the same for all processes.
/// </summary>
internal sealed class Journal : IDisposable
{
    public const int EntryLength = 29;

    private const int FlushAt = 64 * 1024;

    private readonly FileStream _file;
    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[FlushAt + EntryLength];
    private int _length;

    public Journal(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Add(in JournalEntry entry)
    {
        lock (_lock)
        {
            var span = _buffer.AsSpan(_length);
            BinaryPrimitives.WriteInt32LittleEndian(span, entry.Key);
            BinaryPrimitives.WriteInt64LittleEndian(span[4..], entry.Version);
            BinaryPrimitives.WriteInt64LittleEndian(span[12..], entry.Begun);
            BinaryPrimitives.WriteInt64LittleEndian(span[20..], entry.Ended);
            span[28] = (byte)entry.Kind;
            _length += EntryLength;
            if (_length >= FlushAt)
                Write();
        }
    }

    /// <summary>Hands everything to the system: it is kept if the process is killed now.</summary>
    public void Flush()
    {
        lock (_lock)
            Write();
    }

    public static IEnumerable<JournalEntry> Read(string path)
    {
        if (!File.Exists(path))
            yield break;
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at + EntryLength <= bytes.Length; at += EntryLength)
            yield return new JournalEntry(
                (JournalKind)bytes[at + 28],
                BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)),
                BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 4)),
                BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 12)),
                BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 20)));
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private void Write()
    {
        _file.Write(_buffer, 0, _length);
        _length = 0;
    }
}
