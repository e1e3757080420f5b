using AspireCache.Coherence.Postgres;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>What a node starts with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Engine">Its cache.</param>
/// <param name="Commits">Where its relay learns of commits.</param>
/// <param name="Invalidation">Who invalidates.</param>
/// <param name="Answers">Whether whole answers are kept, and read by HTTP.</param>
/// <param name="Redis">Its way to Redis.</param>
/// <param name="Shared">The file of <see cref="SharedRows"/>, where nodes invalidate.</param>
/// <param name="Postgres">Its way to Postgres, where commits do.</param>
/// <param name="Standby">Its way to where it reads <c>offers</c>: a standby, or Postgres itself.</param>
/// <param name="Journal">Where it notes what it sees.</param>
/// <param name="Skew">By how much its wall clock is wrong.</param>
/// <param name="Readers">How many readers it has besides that of the hot rows.</param>
/// <param name="Pace">How many times as long as usual they rest.</param>
/// <param name="Seed">Decides what its writer does.</param>
internal sealed record NodeSettings(
    string Name, Engine Engine, CommitSource Commits, Invalidation Invalidation, bool Answers, string Redis, string Shared, string Postgres, string Standby, string Journal, TimeSpan Skew, int Readers, int Pace, int Seed);
