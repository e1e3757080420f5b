namespace Catalog.Api.Caching;

/// <summary>What invalidates Coherence's entries.</summary>
internal enum InvalidationSource
{
    /// <summary>Commits in the database, whoever made them, by way of its write-ahead log.</summary>
    Commits,

    /// <summary>The API's own writes only: for databases whose log cannot be read.</summary>
    Writes,
}
