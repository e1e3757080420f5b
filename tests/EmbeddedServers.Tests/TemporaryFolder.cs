namespace AspireCache.EmbeddedServers.Tests;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aspirecache-test-").FullName;

    public TemporaryFolder()
    {
        // mkdtemp makes it private; Postgres may run under another account.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.OtherExecute);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
