using System.Diagnostics;

namespace AspireCache.EmbeddedServers.Launching;

/// <summary>
/// Keeps a cluster's folder to one launcher: without it a launcher that is still stopping would stop the server of the next one.
/// The system frees the lock when its process ends, however it ends.
/// </summary>
internal static class FolderLock
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the launcher that holds the folder.</summary>
    /// <exception cref="EmbeddedServerException">It did not end within <paramref name="patience"/>.</exception>
    public static async Task<IDisposable> TakeAsync(string folder, TimeSpan patience, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < patience)
            {
                await Task.Delay(RetryDelay, cancellationToken);
            }
            catch (IOException e)
            {
                throw new EmbeddedServerException($"Another process has held {folder} for {patience.TotalSeconds:0} s. End it, or choose another data folder.", e);
            }
        }
    }
}
