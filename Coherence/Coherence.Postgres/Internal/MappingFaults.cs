using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Tells of rows that could not be mapped: of each table once while the node is the relay, whatever comes after.</summary>
internal sealed class MappingFaults(ILogger logger)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void Report(string table, Exception exception)
    {
        if (_told.Add(table))
            logger.RowNotMapped(table, exception.Message);
        logger.RowNotMappedWith(table, exception);
    }
}
