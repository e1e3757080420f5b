namespace AspireCache.Coherence.Tests.Contract;

/// <summary>How nodes under test are set up.</summary>
internal static class CoherenceNodes
{
    public static void Configure(CoherenceOptions options, string domain, string endpoint)
    {
        options.Domain = domain;
        options.ConnectionString = endpoint;
        // A machine that runs all tests at once is slower than a limit for people.
        options.RedisTimeout = TimeSpan.FromSeconds(5);
        options.DetachedAfter = TimeSpan.FromSeconds(20);
    }
}
