using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>
/// Versions in memory that all nodes share: the one truth where there is no database. A change is there at once, for everybody; a read
/// takes as long as one of a database, and its value was there at some moment of that time.
/// </summary>
internal sealed class SharedRows : IRows
{
    private const int ShortestRead = 10;
    private const int LongestRead = 40;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly nint _versions;

    /// <param name="path">The file, which whoever comes first makes.</param>
    public unsafe SharedRows(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), null, Workload.Items * sizeof(long), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _versions = (nint)start;
    }

    public int Keys => Workload.Items;

    /// <summary>Adds one to a version.</summary>
    /// <returns>The new one.</returns>
    public long Bump(int key) => Interlocked.Increment(ref VersionOf(key));

    public async ValueTask<long> ReadAsync(int key, CancellationToken cancellationToken)
    {
        var all = Random.Shared.Next(ShortestRead, LongestRead + 1);
        var before = Random.Shared.Next(all + 1);
        await Task.Delay(TimeSpan.FromMilliseconds(before), TimeProvider.System, cancellationToken);
        var version = Volatile.Read(ref VersionOf(key));
        await Task.Delay(TimeSpan.FromMilliseconds(all - before), TimeProvider.System, cancellationToken);
        return version;
    }

    public ValueTask DisposeAsync()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        return default;
    }

    private unsafe ref long VersionOf(int key) => ref Unsafe.AsRef<long>((long*)_versions + key);
}
