namespace AspireCache.Mutation;

/// <summary>What became of a mutant, as a line of the results.</summary>
/// <param name="Id">Which.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="By">The tests that noticed; empty where none did.</param>
internal sealed record Result(string Id, Outcome Outcome, string By);
