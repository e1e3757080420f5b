namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>A way to learn of commits: all nodes try it, and one at a time gets to be the relay.</summary>
internal interface ICommitSource
{
    /// <summary>Sets up what is missing, then relays until something fails or it is cancelled.</summary>
    /// <returns>True when another node is the relay; false when it has to be tried again.</returns>
    /// <exception cref="RelaySetupException">The database is not set up for it; the message has the remedy.</exception>
    /// <exception cref="SchemaChangedException">It has to start again.</exception>
    Task<bool> LeadAsync(CancellationToken cancellationToken);
}
