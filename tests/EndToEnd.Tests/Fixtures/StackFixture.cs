namespace AspireCache.EndToEnd.Tests.Fixtures;

/// <summary>The running application, started once for all tests, with the sample catalogue.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private RunningStack? _stack;

    public Uri WebAddress => Stack.WebAddress;

    public Uri ApiAddress => Stack.ApiAddress;

    public string WriteToken => Stack.WriteToken;

    private RunningStack Stack => _stack ?? throw new InvalidOperationException("The stack is not running.");

    public async ValueTask InitializeAsync() => _stack = await RunningStack.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null) await _stack.DisposeAsync();
    }
}
