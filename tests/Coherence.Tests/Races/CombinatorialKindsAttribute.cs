using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace AspireCache.Coherence.Tests.Races;

/// <summary>Every way to tell of a change, on one node and on three.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CombinatorialKindsAttribute : DataAttribute
{
    private static readonly string[] Kinds = ["key", "keys", "tag", "everything", "set"];

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Kinds.SelectMany(kind => new[] { 1, 3 }.Select(nodes => new TheoryDataRow<string, int>(kind, nodes)))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
