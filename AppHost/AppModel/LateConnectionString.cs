namespace AspireCache.AppHost.AppModel;

/// <summary>A connection string that is known once its server runs; until then, who asks waits.</summary>
internal sealed class LateConnectionString(string resource) : IValueProvider, IManifestExpressionProvider
{
    private readonly TaskCompletionSource<string?> _value = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc />
    public string ValueExpression => $"{{{resource}.connectionString}}";

    /// <summary>Gives everybody the value.</summary>
    public void Set(string value) => _value.TrySetResult(value);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(_value.Task.WaitAsync(cancellationToken));
}
