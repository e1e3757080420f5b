using AspireCache.TestSupport.Faults;

namespace AspireCache.Coherence.Tests.Faults;

internal static class RedisFaults
{
    public static async Task FailAsync(this FaultProxy proxy, RedisFault fault)
    {
        switch (fault)
        {
            case RedisFault.Refuses:
                await proxy.RefuseAsync();
                break;
            case RedisFault.Hangs:
                proxy.Hang();
                break;
            case RedisFault.Loses:
                proxy.Lose();
                break;
            case RedisFault.LosesAnswers:
                proxy.Lose(Flow.Answers);
                break;
            case RedisFault.Resets:
                proxy.Reset();
                break;
            default:
                proxy.Slow(FaultContract.RedisTimeout * 4, Flow.Answers);
                break;
        }
    }
}
