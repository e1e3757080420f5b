using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Catalog.Api.Database;

/// <summary>The migrations that this build carries: <c>Database/Migrations/NNNN_name.sql</c>, embedded.</summary>
internal static class Migrations
{
    private const string Prefix = "Catalog.Api.Database.Migrations.";

    public static IReadOnlyList<Migration> All { get; } = Load(typeof(Migrations).Assembly);

    public static Migration Parse(string fileName, string sql)
    {
        var digits = fileName.AsSpan(0, Math.Max(0, fileName.IndexOf('_', StringComparison.Ordinal)));
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            throw new MigrationException($"The migration '{fileName}' must be named NNNN_name.sql, NNNN being 0001 or higher.");

        // A checkout with CRLF line ends must not look like an edited migration.
        var text = sql.ReplaceLineEndings("\n");
        return new Migration(version, fileName, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    public static IReadOnlyList<Migration> InOrder(IEnumerable<Migration> migrations)
    {
        var ordered = migrations.OrderBy(migration => migration.Version).ToArray();
        for (var i = 0; i < ordered.Length; i++)
        {
            if (ordered[i].Version != i + 1)
                throw new MigrationException($"Migrations must be numbered 1, 2, 3 … without gaps or repeats; '{ordered[i].Name}' is where that breaks.");
        }

        return ordered;
    }

    private static IReadOnlyList<Migration> Load(Assembly assembly) => InOrder(assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            return Parse(name[Prefix.Length..], reader.ReadToEnd());
        }));
}
