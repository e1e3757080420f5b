namespace AspireCache.Coherence;

/// <summary>
/// An invalidation ended as <see cref="InvalidationOutcome.Owed"/>, and <see cref="CoherenceOptions.ThrowOnOwedInvalidation"/> is set.
/// It holds on this node, and Redis is still being told: who catches this need not invalidate again while the process lives.
/// </summary>
public sealed class InvalidationOwedException : Exception
{
    /// <summary>Makes one with a message that says what it means.</summary>
    public InvalidationOwedException()
        : base("Redis could not be told of an invalidation in time. It holds on this node; other nodes may serve older values until Redis has been told.")
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">The message.</param>
    public InvalidationOwedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidationOwedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
