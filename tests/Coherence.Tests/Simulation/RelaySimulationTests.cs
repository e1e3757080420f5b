namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>The protocol with a relay: whoever changes something commits, and no more.</summary>
public sealed class RelaySimulationTests(ITestOutputHelper output) : SimulationContract(output)
{
    protected override int Seeds => 2_000;

    [Theory]
    [MemberData(nameof(EachRule))]
    public void Run_OneRuleOff_IsCaught(Rules rule) => IsCaught(rule);

    public static TheoryData<Rules> EachRule() => [.. Enum.GetValues<Rules>().Where(rule => rule is (>= Rules.VisibilityWait and < Rules.OwnSlotFirst) or Rules.NestedReplica)];

    private protected override World Make(int seed, Rules off, Action<string>? trace) => new RelayWorld(seed, off, trace);
}
