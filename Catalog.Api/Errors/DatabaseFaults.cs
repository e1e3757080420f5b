using System.Net.Sockets;
using Catalog.Api.Database;
using Npgsql;

namespace Catalog.Api.Errors;

/// <summary>Tells what a failure of the database means for the one who asked.</summary>
internal static class DatabaseFaults
{
    /// <summary>Whether the database could not be reached, or gave up before it had an answer: trying later can help.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient
            || postgres.SqlState is PostgresErrorCodes.QueryCanceled
            || InClass(postgres, "08") || InClass(postgres, "53") || InClass(postgres, "57"),
        NpgsqlException or SocketException or DatabaseHungException => true,
        _ => false,
    };

    /// <summary>
    /// Whether the connection broke or could not be made, or the server undid the transaction: short of a commit, the same may
    /// be tried again at once, on another connection.
    /// </summary>
    public static bool LeftNothingBehind(Exception exception) => exception switch
    {
        PostgresException postgres => InClass(postgres, "08") || postgres.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>The problem to answer with.</summary>
    public static ProblemException ToProblem(Exception exception) => Problems.Unavailable(exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or NpgsqlException { InnerException: TimeoutException } =>
            "The database is too busy to answer in time. Try again in a moment.",
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } =>
            "The change met another one at the same moment and was not made. Try again.",
        DatabaseHungException => "The database does not answer. Try again in a moment.",
        _ => "The database cannot be reached. Try again in a moment.",
    });

    private static bool InClass(PostgresException exception, string prefix) => exception.SqlState.StartsWith(prefix, StringComparison.Ordinal);
}
