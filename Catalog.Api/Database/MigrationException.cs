namespace Catalog.Api.Database;

/// <summary>The database and this build disagree about the schema. Waiting does not help; the message says what does.</summary>
internal sealed class MigrationException(string message) : Exception(message);
