using System.Diagnostics;
using Xunit;

namespace AspireCache.TestSupport;

/// <summary>Waits for what must come, as long as a loaded machine may take; then fails and says what did not come.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Looks again and again until the condition holds.</summary>
    /// <param name="condition">What must come about.</param>
    /// <param name="what">It, in words: "the node serves the new price".</param>
    public static async Task TrueAsync(Func<ValueTask<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Limit, $"It did not come about that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }
}
