using System.Threading.Channels;
using AspireCache.AppHost.Embedded.Reporting;

namespace AspireCache.AppHost.Tests.Embedded;

/// <summary>Keeps what a stack reports, so that a test can wait for a state.</summary>
internal sealed class RecordingReporter : IStackReporter
{
    private readonly Channel<(string Resource, ResourceState State)> _changes = Channel.CreateUnbounded<(string, ResourceState)>();

    public void Changed(string resource, ResourceState state, string detail)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{resource} {state} {detail}");
        _changes.Writer.TryWrite((resource, state));
    }

    public void Printed(string resource, string line) => TestContext.Current.TestOutputHelper?.WriteLine($"{resource} | {line}");

    /// <summary>Reads on until a resource reaches a state.</summary>
    public async Task WaitForAsync(string resource, ResourceState state, CancellationToken cancellationToken)
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken))
            if (change == (resource, state))
                return;
    }
}
