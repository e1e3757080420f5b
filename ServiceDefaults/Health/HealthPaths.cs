namespace AspireCache.ServiceDefaults.Health;

/// <summary>Where a service answers for its health.</summary>
public static class HealthPaths
{
    /// <summary>Can the service do its work? All checks.</summary>
    public const string Ready = "/health";

    /// <summary>Is the process alive? Nothing outside of it is asked.</summary>
    public const string Alive = "/alive";
}
