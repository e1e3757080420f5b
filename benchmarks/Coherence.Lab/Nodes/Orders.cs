namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>What the lab tells its processes while they run, a line each, on their standard input. They end with it.</summary>
internal static class Orders
{
    /// <summary>A node's wall clock is wrong by so many milliseconds from now on.</summary>
    public const string Clock = "clock ";

    /// <summary>A writer dies right after its next commit.</summary>
    public const string Die = "die";

    /// <summary>Ends with the input, or with the parent.</summary>
    public static async Task FollowAsync(Action<string> obey)
    {
        // Console.In would hold up its caller.
        using var input = new StreamReader(Console.OpenStandardInput());
        while (await input.ReadLineAsync() is { } order)
            obey(order);
    }
}
