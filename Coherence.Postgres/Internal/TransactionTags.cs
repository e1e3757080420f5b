using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// Collects what one transaction invalidates, in bounded memory: a table with too many tags counts as changed altogether, and
/// so does one whose rows cannot be mapped. An invalidation too many costs a fill; one too few would be a stale read.
/// </summary>
internal sealed class TransactionTags(int mostTags, ILogger logger)
{
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _countByTable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Tags => _tags;

    /// <summary>Whether nothing more needs to be known of the table's rows.</summary>
    public bool IsWhole(TableMap map) => _whole.Contains(map.Table);

    public void Add(TableMap map, ChangedRow row)
    {
        if (IsWhole(map))
            return;
        try
        {
            var count = _countByTable.GetValueOrDefault(map.Table);
            foreach (var tag in map.Tags(row))
                if (_tags.Add(tag) && ++count > mostTags)
                {
                    AddWhole(map);
                    return;
                }

            _countByTable[map.Table] = count;
        }
        catch (Exception e)
        {
            logger.RowNotMapped(map.Table, e);
            AddWhole(map);
        }
    }

    public void AddWhole(TableMap map)
    {
        if (_whole.Add(map.Table))
            _tags.UnionWith(map.Everything);
    }

    /// <summary>Tags that the transaction itself named.</summary>
    public void Add(IEnumerable<string> tags) => _tags.UnionWith(tags);
}
