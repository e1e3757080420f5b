namespace AspireCache.Mutation;

/// <summary>A folder of the library and the tests that have to notice what changes in it.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Project">The project, from the repository's root.</param>
/// <param name="Folder">Its folder, from the project's.</param>
/// <param name="Stages">The tests: an assembly, and which of its tests.</param>
internal sealed record Target(string Name, string Project, string Folder, (string Assembly, string[] Arguments)[] Stages)
{
    private const string Cache = "Coherence.Tests";
    private const string Relay = "Coherence.Postgres.Tests";
    private const string RelaySpace = "AspireCache.Coherence.Postgres.Tests.";
    private const string Space = "AspireCache.Coherence.Tests.";

    private static readonly string[] EverySeed = ["-method", "*SimulationTests.Run_EveryRuleOn_ServesNothingStale"];

    // On one server: what the others do is theirs.
    private static readonly string[] Others =
    [
        "-class-", "*OnRedisTests", "-class-", "*OnClusterTests",
        .. ((string[])["Leases.*", "Invalidation.*", "Storage.*", "Races.*", "Options.*", "Encryption.*", "Contract.CoherenceOnGarnetTests"]).SelectMany(static name => (string[])["-class", Space + name]),
    ];

    public static readonly Target[] All =
    [
        OfCache("Leases"),
        OfCache("Invalidation"),
        OfCache("Storage"),
        new("Postgres", "Coherence/Coherence.Postgres/Coherence.Postgres.csproj", "Internal",
        [
            (Relay, ["-class", RelaySpace + "Internal.*"]),
            (Cache, ["-method", "*RelaySimulationTests.Run_EveryRuleOn_ServesNothingStale"]),
            (Relay, ["-class", RelaySpace + "Tables.*", "-class", RelaySpace + "RelayOnLogTests", "-class", RelaySpace + "RelayOnOutboxTests", "-class", RelaySpace + "CommitOnLogTests", "-class", RelaySpace + "CommitOnOutboxTests"]),
        ]),
    ];

    private static Target OfCache(string name) =>
        new(name, "Coherence/Coherence/Coherence.csproj", $"Internal/{name}", [(Cache, ["-class-", "*OnRedisTests", "-class", $"{Space}{name}.*"]), (Cache, EverySeed), (Cache, Others)]);
}
