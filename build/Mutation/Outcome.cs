namespace AspireCache.Mutation;

/// <summary>What became of a mutant.</summary>
internal enum Outcome
{
    /// <summary>A test failed.</summary>
    Killed,

    /// <summary>The tests did not end in several times their usual time.</summary>
    TimedOut,

    /// <summary>No test noticed.</summary>
    Survived,

    /// <summary>It does not compile, and counts for nothing.</summary>
    NotCompiled,
}
