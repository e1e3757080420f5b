using AspireCache.Coherence.Benchmarks.Micro;
using AspireCache.Coherence.Benchmarks.Servers;

namespace AspireCache.Coherence.Benchmarks.Paired;

/// <summary>What is measured: the benchmarks of <see cref="Micro"/>, with their engines side by side. The first candidate is the baseline.</summary>
/// <param name="Name">What the table says.</param>
/// <param name="Batch">How many operations are timed at once.</param>
/// <param name="PerCall">How many operations one call of a candidate does.</param>
/// <param name="SetUpAsync">Starts the servers and engines.</param>
/// <param name="CleanUpAsync">Stops them.</param>
/// <param name="Candidates">The engines.</param>
internal sealed record Scenario(string Name, int Batch, int PerCall, Func<Task> SetUpAsync, Func<Task> CleanUpAsync, Candidate[] Candidates)
{
    private const string Baseline = "Microsoft";
    private const string Fusion = "FusionCache";
    private const string Own = "Coherence";

    public static IEnumerable<Scenario> All()
    {
        foreach (var tags in (int[])[0, 2])
        {
            var local = new LocalHitBenchmarks { Tags = tags };
            yield return new($"L1 hit, immutable, {tags} tags", 20_000, 1, local.SetUpAsync, local.CleanUpAsync,
                [Candidate.Of(Baseline, local.MicrosoftShared), Candidate.Of(Fusion, local.FusionShared), Candidate.Of(Own, local.CoherenceShared)]);
            yield return new($"L1 hit, mutable, {tags} tags", 5_000, 1, local.SetUpAsync, local.CleanUpAsync,
                [Candidate.Of(Baseline, local.MicrosoftCopied), Candidate.Of(Fusion, local.FusionCopied), Candidate.Of(Own, local.CoherenceCopied)]);
        }

        var tagged = new LocalHitBenchmarks { Tags = 20 };
        yield return new("L1 hit, immutable, 20 tags", 20_000, 1, tagged.SetUpAsync, tagged.CleanUpAsync,
            [Candidate.Of(Baseline, tagged.MicrosoftShared), Candidate.Of(Fusion, tagged.FusionShared), Candidate.Of(Own, tagged.CoherenceShared)]);

        foreach (var server in Enum.GetValues<ServerKind>())
        {
            foreach (var bytes in (int[])[200, 8_000])
            {
                var redis = new RedisHitBenchmarks { Server = server, Bytes = bytes };
                yield return new($"L2 hit, {server}, {bytes} bytes", 50, 1, redis.SetUpAsync, redis.CleanUpAsync,
                    [Candidate.Of(Baseline, redis.Microsoft), Candidate.Of(Fusion, redis.Fusion), Candidate.Of(Own, redis.Coherence)]);
            }

            var miss = new MissBenchmarks { Server = server };
            yield return new($"miss, {server}", 50, 1, miss.SetUpAsync, miss.CleanUpAsync,
                [Candidate.Of(Baseline, miss.Microsoft), Candidate.Of(Fusion, miss.Fusion), Candidate.Of(Own, miss.Coherence)]);
        }

        var cold = new ColdKeyBenchmarks();
        yield return new("1,000 callers of one cold key", 2, 1, cold.SetUpAsync, cold.CleanUpAsync,
            [Candidate.Of(Baseline, cold.Microsoft), Candidate.Of(Fusion, cold.Fusion), Candidate.Of(Own, cold.Coherence)]);
        var zipf = new ZipfBenchmarks();
        yield return new("Zipf reads over 100,000 keys", 1, ZipfBenchmarks.Reads, zipf.SetUpAsync, zipf.CleanUpAsync,
            [Candidate.Of(Baseline, zipf.Microsoft), Candidate.Of(Fusion, zipf.Fusion), Candidate.Of(Own, zipf.Coherence)]);
    }
}
