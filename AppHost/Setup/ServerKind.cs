namespace AspireCache.AppHost.Setup;

/// <summary>Where Redis and Postgres run.</summary>
internal enum ServerKind
{
    /// <summary>In containers.</summary>
    Containers,

    /// <summary>As processes of this machine.</summary>
    Local,
}
