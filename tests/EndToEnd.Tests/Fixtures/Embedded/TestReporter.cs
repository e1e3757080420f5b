using AspireCache.AppHost.Embedded.Reporting;

namespace AspireCache.EndToEnd.Tests.Fixtures;

/// <summary>Writes what happens to a stack into the run's diagnostic messages.</summary>
internal sealed class TestReporter : IStackReporter
{
    public void Changed(string resource, ResourceState state, string detail) =>
        TestContext.Current.SendDiagnosticMessage("{0} {1} {2}", resource, state, detail);

    public void Printed(string resource, string line) =>
        TestContext.Current.SendDiagnosticMessage("{0} | {1}", resource, line);
}
