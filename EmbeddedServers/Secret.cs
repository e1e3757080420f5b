using System.Security.Cryptography;

namespace AspireCache.EmbeddedServers;

/// <summary>Secrets that are made once and kept in files that only their owner can read.</summary>
public static class Secret
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A new random secret of letters and digits, 5.95 bits a character.</summary>
    /// <param name="length">How many characters; default 40.</param>
    public static string Create(int length = 40) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>The secret in a file; made and written first if there is none.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    public static string ReadOrCreate(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } present) return present;

        var secret = Create();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(secret);
        return secret;
    }
}
