namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>The protocol without a relay: whoever changes something invalidates.</summary>
public sealed class ExplicitSimulationTests(ITestOutputHelper output) : SimulationContract(output)
{
    protected override int Seeds => 4_000;

    [Theory]
    [MemberData(nameof(EachRule))]
    public void Run_OneRuleOff_IsCaught(Rules rule) => IsCaught(rule);

    public static TheoryData<Rules> EachRule() => [.. Enum.GetValues<Rules>().Where(rule => rule is (> Rules.None and < Rules.VisibilityWait) or (>= Rules.OwedBeforeEnd and < Rules.NestedReplica))];

    private protected override World Make(int seed, Rules off, Action<string>? trace) => new ExplicitWorld(seed, off, trace);
}
