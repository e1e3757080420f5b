namespace AspireCache.Coherence.Lab.Writers;

/// <summary>What a writer is told when it is started.</summary>
internal sealed record WriterSettings(Engine Engine, bool Answers, string Redis, string Postgres, string Journal, int Pace, int Seed);
