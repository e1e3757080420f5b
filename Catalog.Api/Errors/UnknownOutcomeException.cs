namespace Catalog.Api.Errors;

/// <summary>The connection broke while a change was being committed: it may have been made or not.</summary>
internal sealed class UnknownOutcomeException(Exception inner) : Exception("The connection broke during a commit.", inner);
