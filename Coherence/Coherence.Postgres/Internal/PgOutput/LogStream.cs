using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Npgsql.Replication.PgOutput;

namespace AspireCache.Coherence.Postgres.Internal.PgOutput;

/// <summary>
/// The messages of a slot as bytes. Npgsql's own reader of them makes an object and several steps of each column of each row, whether
/// somebody wants it or not: several times of what all the rest takes.
/// </summary>
/// <param name="isWanted">Whether a message is of interest, by its kind, transaction and table; the rest of others is not read.</param>
internal sealed class LogStream(Func<ReadOnlyMemory<byte>, bool> isWanted)
{
    // Kind, transaction and table are among them.
    private const int HeadLength = 64;

    private readonly byte[] _head = new byte[HeadLength];

    public static IAsyncEnumerable<XLogDataMessage> Start(LogicalReplicationConnection connection, RelayNames names, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string?>[] options =
        [
            new("proto_version", "2"),
            new("publication_names", $"\"{names.Publication}\""),
            new("streaming", "on"),
            new("messages", "on"),
        ];
        return connection.StartLogicalReplication(new PgOutputReplicationSlot(names.Slot), cancellationToken, options: options);
    }

    /// <summary>A message in an array of its own; null where it is of no interest.</summary>
    public async ValueTask<byte[]?> ReadAsync(XLogDataMessage message, CancellationToken cancellationToken)
    {
        var length = (int)message.Data.Length;
        var head = _head.AsMemory(0, Math.Min(length, HeadLength));
        await message.Data.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        if (!isWanted(head))
            return null;
        var whole = new byte[length];
        head.CopyTo(whole);
        await message.Data.ReadExactlyAsync(whole.AsMemory(head.Length), cancellationToken).ConfigureAwait(false);
        return whole;
    }
}
