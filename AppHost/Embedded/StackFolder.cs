using System.Security.Cryptography;
using System.Text;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.AppHost.Embedded;

/// <summary>
/// The folder of one stack, held by one run at a time.
/// <list type="table">
/// <item><term>lock</term><description>locked by the run that holds the folder; the system frees it when that run ends, however it ends</description></item>
/// <item><term>postgres/</term><description>the cluster</description></item>
/// <item><term>keys/</term><description>the services' Data Protection key ring</description></item>
/// <item><term>write-token</term><description>what a client sends to be allowed to write</description></item>
/// </list>
/// </summary>
internal sealed class StackFolder : IDisposable
{
    private const int MostDefaultFolders = 20;

    private readonly FileStream _lock;

    private StackFolder(string path, FileStream heldLock)
    {
        Path = path;
        _lock = heldLock;
        WriteToken = Secret.ReadOrCreate(WriteTokenFile);
        Directory.CreateDirectory(KeysFolder);
    }

    public string Path { get; }

    public string PostgresFolder => System.IO.Path.Combine(Path, "postgres");

    public string KeysFolder => System.IO.Path.Combine(Path, "keys");

    public string WriteTokenFile => System.IO.Path.Combine(Path, "write-token");

    public string WriteToken { get; }

    /// <summary>
    /// Takes the explicit folder, or else the first default folder that no other run holds: <c>default</c>, <c>default-2</c> …
    /// </summary>
    /// <exception cref="StackException">The explicit folder is held by another run, or cannot be written.</exception>
    public static StackFolder Take(string? explicitFolder, string repository)
    {
        if (explicitFolder is not null)
            return TryTake(System.IO.Path.GetFullPath(explicitFolder))
                ?? throw new StackException($"Another run holds the data folder {explicitFolder}. Stop that run, or choose another folder with --data.");

        var parent = DefaultParent(repository);
        for (var number = 1; number <= MostDefaultFolders; number++)
            if (TryTake(System.IO.Path.Combine(parent, number == 1 ? "default" : $"default-{number}")) is { } folder)
                return folder;
        throw new StackException($"{MostDefaultFolders} stacks run already with data in {parent}. Stop one, or choose a folder with --data.");
    }

    public void Dispose() => _lock.Dispose();

    private static StackFolder? TryTake(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var lockFile = System.IO.Path.Combine(path, "lock");
            return new StackFolder(path, new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StackException($"The data folder {path} cannot be written: {e.Message} Choose another with --data.", e);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            return null;
        }
        catch (IOException e)
        {
            throw new StackException($"The data folder {path} cannot be made: {e.Message} Choose another with --data.", e);
        }
    }

    // Below the repository, so that removing the clone removes its data; elsewhere where Postgres's account or this one
    // cannot use that place, with a name that keeps two clones apart.
    private static string DefaultParent(string repository)
    {
        var clone = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository)))[..8];
        var artifacts = System.IO.Path.Combine(repository, "artifacts");
        if (!ServerAccount.Current.CanReach(artifacts)) return System.IO.Path.Combine("/var/lib/aspirecache", clone);
        return IsWritable(artifacts)
            ? System.IO.Path.Combine(artifacts, "stacks")
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "AspireCache", clone);
    }

    private static bool IsWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(System.IO.Path.Combine(folder, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
