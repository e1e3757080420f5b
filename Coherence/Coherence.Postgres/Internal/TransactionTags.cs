using AspireCache.Coherence.Postgres.Internal.Tables;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// Collects what one transaction invalidates, in bounded memory: a table with too many tags counts as changed altogether, and
/// so does one whose rows cannot be mapped. An invalidation too many costs a fill; one too few would be a stale read.
/// </summary>
internal sealed class TransactionTags(int mostTags, IReadOnlyDictionary<string, Func<ChangedRow, string>> descriptions, MappingFaults faults)
{
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);

    // Most transactions need none of these.
    private List<(uint? Subtransaction, string Table, string? Description)>? _changes;
    private Dictionary<string, int>? _countByTable;
    private HashSet<string>? _whole;
    private List<string>? _early;
    private HashSet<string>? _taken;

    /// <summary>What it invalidates, but for what was taken before.</summary>
    public IReadOnlyCollection<string> Tags => _tags;

    /// <summary>Whether it invalidates anything.</summary>
    public bool IsChange => _taken is not null || _tags.Count > 0;

    /// <summary>What was done to rows of tables that are described; of a table that counts as changed altogether only that.</summary>
    public IReadOnlyCollection<(string Table, string? Description)> Changes =>
        _changes is null ? [] : [.. _changes.Select(static change => (change.Table, change.Description))];

    /// <summary>The part of a transaction in progress that what is added next belongs to; null where the transaction has committed.</summary>
    public uint? Subtransaction { get; set; }

    /// <summary>Whether nothing more needs to be known of the table's rows.</summary>
    public bool IsWhole(TableMap map) => _whole is not null && _whole.Contains(map.Table);

    /// <summary>Whether nothing more needs to be known of the rows of any of the tables.</summary>
    public bool AreWhole(IReadOnlyList<TableMap> maps)
    {
        // Asked of each row.
        for (var i = 0; i < maps.Count; i++)
            if (!IsWhole(maps[i]))
                return false;
        return true;
    }

    /// <param name="map">The row's table.</param>
    /// <param name="row">A version of the row.</param>
    /// <param name="isLast">Whether it is the version that the transaction leaves, or deletes.</param>
    public void Add(TableMap map, ChangedRow row, bool isLast)
    {
        if (IsWhole(map))
            return;
        try
        {
            var count = _countByTable?.GetValueOrDefault(map.Table) ?? 0;
            foreach (var tag in map.Tags(row))
                if (AddTag(tag) && ++count > mostTags)
                {
                    AddWhole(map);
                    return;
                }

            (_countByTable ??= new(StringComparer.Ordinal))[map.Table] = count;
            if (isLast && descriptions.TryGetValue(map.Table, out var describe))
                (_changes ??= []).Add((Subtransaction, map.Table, describe(row)));
        }
        catch (Exception e)
        {
            faults.Report(map.Table, e);
            AddWhole(map);
        }
    }

    public void AddWhole(TableMap map)
    {
        if (!(_whole ??= new(StringComparer.Ordinal)).Add(map.Table))
            return;
        (_early ??= []).AddRange(map.Everything.Where(tag => !IsTaken(tag)));
        _tags.UnionWith(_early);
        if (!descriptions.ContainsKey(map.Table))
            return;
        (_changes ??= []).RemoveAll(change => change.Table == map.Table);
        _changes.Add((null, map.Table, null));
    }

    /// <summary>
    /// Takes the tags of tables that count as changed altogether since it was last asked: they can be told before the transaction's
    /// other rows have been read, which may be many. What was told once need not be told again: whoever filled since has read all of it.
    /// </summary>
    public IReadOnlyCollection<string> TakeEarly()
    {
        if (_early is not { Count: > 0 })
            return [];
        string[] taken = [.. _early];
        _early.Clear();
        _tags.ExceptWith(taken);
        (_taken ??= new(StringComparer.Ordinal)).UnionWith(taken);
        return taken;
    }

    /// <summary>A part of the transaction was rolled back: its rows are not reported. Its tags stay; to invalidate them costs a fill.</summary>
    public void Forget(uint subtransaction) => _changes?.RemoveAll(change => change.Subtransaction == subtransaction);

    /// <summary>Tags that the transaction itself named.</summary>
    public void Add(IEnumerable<string> tags)
    {
        foreach (var tag in tags)
            AddTag(tag);
    }

    private bool AddTag(string tag) => !IsTaken(tag) && _tags.Add(tag);

    private bool IsTaken(string tag) => _taken is not null && _taken.Contains(tag);
}
