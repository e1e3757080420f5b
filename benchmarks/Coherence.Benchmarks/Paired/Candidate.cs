namespace AspireCache.Coherence.Benchmarks.Paired;

/// <summary>One engine's way to do what a scenario measures.</summary>
/// <param name="Name">The engine.</param>
/// <param name="RunAsync">Does it so many times, one after the other.</param>
internal sealed record Candidate(string Name, Func<int, Task> RunAsync)
{
    public static Candidate Of<T>(string name, Func<ValueTask<T>> run) => new(name, async count =>
    {
        for (var i = 0; i < count; i++)
            await run();
    });

    public static Candidate Of(string name, Func<Task> run) => new(name, async count =>
    {
        for (var i = 0; i < count; i++)
            await run();
    });
}
