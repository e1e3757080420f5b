namespace Catalog.Api.Database;

/// <summary>One step of the schema, as the assembly carries it.</summary>
/// <param name="Version">Its place in the order; the number its file name starts with.</param>
/// <param name="Name">Its file name without folder.</param>
/// <param name="Sql">What it runs.</param>
/// <param name="Checksum">SHA-256 of <paramref name="Sql"/> with line ends made <c>\n</c>.</param>
internal sealed record Migration(int Version, string Name, string Sql, string Checksum);
