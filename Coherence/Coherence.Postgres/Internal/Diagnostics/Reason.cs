using System.Net.Sockets;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal.Diagnostics;

/// <summary>Why the database could not be used, in the words of who operates it.</summary>
internal static class Reason
{
    public static string Of(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } e =>
            $"Postgres stops or starts, or somebody ended the session ({e.MessageText})",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } e => $"Postgres has no connection left ({e.MessageText})",
        PostgresException e => $"Postgres says: {e.MessageText} ({e.SqlState})",
        TimeoutException => "Postgres does not answer",
        SocketException e => $"Postgres cannot be reached ({e.Message})",
        NpgsqlException { InnerException: { } inner } and not PostgresException => Of(inner),
        IOException { InnerException: { } inner } => Of(inner),
        IOException or NpgsqlException => $"the connection to Postgres ended ({exception.Message})",
        _ => exception.Message,
    };
}
