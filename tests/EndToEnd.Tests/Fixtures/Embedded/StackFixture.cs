using AspireCache.AppHost.Embedded;
using AspireCache.TestSupport;

namespace AspireCache.EndToEnd.Tests.Fixtures;

/// <summary>The running application, started once for all tests by the embedded engine, with the sample catalogue.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStack? _stack;

    public Uri WebAddress => Stack.WebAddress;

    public Uri ApiAddress => Stack.ApiAddresses[0];

    public string WriteToken => Stack.WriteToken;

    private EmbeddedStack Stack => _stack ?? throw new InvalidOperationException("The stack is not running.");

    public async ValueTask InitializeAsync() =>
        _stack = await EmbeddedStack.StartAsync(
            new StackOptions { DataFolder = _folder.Path, Durable = false },
            new TestReporter(),
            TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null) await _stack.DisposeAsync();
        _folder.Dispose();
    }
}
