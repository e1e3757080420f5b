namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>Where factories read the versions of rows.</summary>
internal interface IRows : IAsyncDisposable
{
    /// <summary>How many keys it has, from 0.</summary>
    int Keys { get; }

    /// <summary>Reads the version that a row has now.</summary>
    ValueTask<long> ReadAsync(int key, CancellationToken cancellationToken);
}
