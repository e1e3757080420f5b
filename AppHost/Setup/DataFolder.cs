using System.Security.Cryptography;
using System.Text;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.AppHost.Setup;

/// <summary>
/// The folder of one run's data, held by one run at a time.
/// <list type="table">
/// <item><term>lock</term><description>locked by the run that holds the folder; the system frees it when that run ends, however it ends</description></item>
/// <item><term>postgres/</term><description>the local server's cluster and its password</description></item>
/// <item><term>cache-password, postgres-password</term><description>the containers'</description></item>
/// <item><term>keys/</term><description>the services' Data Protection key ring</description></item>
/// <item><term>write-token</term><description>what a client sends to be allowed to write</description></item>
/// </list>
/// Containers keep theirs in volumes that are named after the folder and the password.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "lock";
    private const int MostDefaultFolders = 20;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream heldLock)
    {
        FullPath = path;
        _lock = heldLock;
    }

    public string FullPath { get; }

    /// <summary>Whether the folder ends with the run.</summary>
    public bool IsTemporary { get; private init; }

    public string PostgresFolder => Path.Combine(FullPath, "postgres");

    public string KeysFolder => Path.Combine(FullPath, "keys");

    /// <summary>What a client sends to be allowed to write.</summary>
    public string WriteToken => Secret.ReadOrCreate(Path.Combine(FullPath, "write-token"));

    /// <summary>The password of a server in a container. Not a user secret: those are one file for all runs of this user, side by side.</summary>
    public string Password(string resource) => Secret.ReadOrCreate(Path.Combine(FullPath, $"{resource}-password"));

    /// <summary>The volume that holds a container's data; another one when the folder, and with it the password, was deleted.</summary>
    public string VolumeName(string resource) =>
        $"aspirecache-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{FullPath}\n{Password(resource)}")))[..12]}-{resource}";

    /// <summary>
    /// Takes the folder that the options name, or else the first default folder that no other run holds: <c>default</c>,
    /// <c>default-2</c> …
    /// </summary>
    /// <exception cref="SetupException">The folder is held by another run, or cannot be written.</exception>
    public static DataFolder Take(HostOptions options, string repository)
    {
        if (options.IsTemporary)
            return TryTake(Path.Combine(Path.GetTempPath(), $"aspirecache-{Guid.NewGuid():N}"), isTemporary: true)!;
        if (options.Data is not null)
            return TryTake(Path.GetFullPath(options.Data))
                ?? throw new SetupException($"Another run holds the data folder {options.Data}. Stop that run, or choose another folder with --Data.");

        var parent = DefaultParent(repository);
        for (var number = 1; number <= MostDefaultFolders; number++)
            if (TryTake(Path.Combine(parent, number == 1 ? "default" : $"default-{number}")) is { } folder)
                return folder;
        throw new SetupException($"{MostDefaultFolders} runs hold their data in {parent} already. Stop one, or choose a folder with --Data.");
    }

    /// <summary>Deletes what earlier runs kept: the containers' volumes, or the local cluster.</summary>
    /// <param name="containerRuntime">The runtime that has the containers; null for local servers.</param>
    /// <exception cref="SetupException">It cannot be deleted.</exception>
    public void DeleteContents(string? containerRuntime)
    {
        if (containerRuntime is not null) ContainerRuntime.DeleteVolumes(containerRuntime, VolumeName("cache"), VolumeName("postgres"));
        else EmbeddedPostgres.DeleteAsync(PostgresFolder).GetAwaiter().GetResult(); // The model is being built, which is synchronous.
    }

    /// <summary>Where programs are kept that npm installs, for every run.</summary>
    public static string ToolsFolder(string repository) => Path.Combine(DefaultParent(repository), "tools");

    /// <summary>Lets the next run have the folder, or deletes it. Where a local Postgres still stops in it, its launcher deletes it.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        if (IsTemporary && !Directory.Exists(PostgresFolder) && Directory.Exists(FullPath)) Directory.Delete(FullPath, recursive: true);
    }

    private static DataFolder? TryTake(string path, bool isTemporary = false)
    {
        try
        {
            Directory.CreateDirectory(path);
            var folder = new DataFolder(path, new FileStream(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)) { IsTemporary = isTemporary };
            Directory.CreateDirectory(folder.KeysFolder);
            return folder;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SetupException($"The data folder {path} cannot be written: {e.Message} Choose another with --Data.", e);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            return null;
        }
        catch (IOException e)
        {
            throw new SetupException($"The data folder {path} cannot be made: {e.Message} Choose another with --Data.", e);
        }
    }

    // Below the repository, so that removing the clone removes its data; elsewhere where Postgres's account or this one
    // cannot use that place, with a name that keeps two clones apart.
    private static string DefaultParent(string repository)
    {
        var clone = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository)))[..8];
        var artifacts = Path.Combine(repository, "artifacts");
        if (!ServerAccount.Current.CanReach(artifacts)) return Path.Combine("/var/lib/aspirecache", clone);
        return IsWritable(artifacts)
            ? Path.Combine(artifacts, "stacks")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "AspireCache", clone);
    }

    private static bool IsWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(Path.Combine(folder, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
