namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// Invalidations that Redis could not be told, to be told again before it is believed. Told in chunks, of which each counts:
/// <list type="number">
/// <item><see cref="Add"/> owes tags, each once, and gives the task that ends when Redis has been told;</item>
/// <item><see cref="Begin"/> takes what is owed so far: what comes meanwhile may be of a later change, and waits for the next time;</item>
/// <item><see cref="Next"/> gives a chunk, and <see cref="Told"/> settles it.</item>
/// </list>
/// Where there are more tags than are worth remembering, everything is owed, and only an epoch settles it.
/// </summary>
internal sealed class OwedInvalidations(TaskCreationOptions continuations = TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int MostCharacters = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private Batch? _waiting;
    private Batch? _telling;
    private volatile bool _isOwing;

    /// <summary>How many tags are remembered: a long outage must not fill the memory.</summary>
    public int MostTags { get; set; } = 100_000;

    /// <summary>The simulation switches it off to see what it is for.</summary>
    public bool AreMadeGood { get; set; } = true;

    /// <summary>Whether nothing is owed.</summary>
    public bool IsEmpty => !_isOwing;

    /// <summary>How many tags are owed; null: everything.</summary>
    public int? Count
    {
        get
        {
            lock (_lock)
                return _waiting is { IsEverything: true } || _telling is { IsEverything: true } ? null : (_waiting?.Tags.Count ?? 0) + (_telling?.Left ?? 0);
        }
    }

    /// <summary>Owes tags.</summary>
    /// <returns>Ends when Redis has been told all of them.</returns>
    public Task Add(ReadOnlySpan<string> tags)
    {
        lock (_lock)
        {
            _waiting ??= new Batch(continuations);
            foreach (var tag in tags)
                _waiting.Add(tag);
            if (_waiting.Tags.Count + (_telling?.Left ?? 0) > MostTags || _waiting.Characters > MostCharacters)
                _waiting.BecomeEverything();
            _isOwing = true;
            return _waiting.Told;
        }
    }

    /// <summary>Begins to tell what is owed so far. True: only an epoch settles it, and then <see cref="Settle"/>.</summary>
    public bool Begin()
    {
        lock (_lock)
        {
            if (!AreMadeGood)
            {
                Settle();
                (_telling, _waiting) = (_waiting, null);
                Settle();
            }

            // An epoch settles both.
            if (_waiting is { IsEverything: true } && _telling is not null)
                _telling.BecomeEverything(_waiting);
            else if (_telling is null)
                _telling = _waiting;
            else
                return _telling.IsEverything;
            _waiting = null;
            return _telling is { IsEverything: true };
        }
    }

    /// <summary>The next tags to tell; null where there are none.</summary>
    public string[]? Next()
    {
        lock (_lock)
            return _telling?.Next();
    }

    /// <summary>Redis has been told the tags that <see cref="Next"/> gave.</summary>
    public void Told(string[] tags)
    {
        lock (_lock)
            if (_telling!.Settle(tags.Length))
                Settle();
    }

    /// <summary>All of what was begun has been told.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            var told = _telling;
            _telling = null;
            _isOwing = _waiting is not null;
            told?.Complete();
        }
    }

    /// <summary>What is sent together: its callers learn the outcome together.</summary>
    private sealed class Batch(TaskCreationOptions continuations)
    {
        private readonly TaskCompletionSource _told = new(continuations);
        private Batch? _other;
        private string[]? _inOrder;
        private int _settled;

        public HashSet<string> Tags { get; } = new(StringComparer.Ordinal);

        public int Characters { get; private set; }

        public bool IsEverything { get; private set; }

        public int Left => Tags.Count - _settled;

        public Task Told => _told.Task;

        public void Add(string tag)
        {
            if (!IsEverything && Tags.Add(tag))
                Characters += tag.Length;
        }

        public void BecomeEverything(Batch? together = null)
        {
            IsEverything = true;
            _other = together;
            Tags.Clear();
            (Characters, _settled) = (0, 0);
        }

        public string[]? Next()
        {
            _inOrder ??= [.. Tags];
            var left = IsEverything ? [] : _inOrder.AsSpan(_settled);
            return left.IsEmpty ? null : left[..InvalidationChunk.LengthOf(left)].ToArray();
        }

        public bool Settle(int tags) => (_settled += tags) >= Tags.Count;

        public void Complete()
        {
            _told.TrySetResult();
            _other?.Complete();
        }
    }
}
