namespace Catalog.Api.Database;

/// <summary>The database does not answer at all, though its connections stand.</summary>
internal sealed class DatabaseHungException() : TimeoutException("The database does not answer.");
