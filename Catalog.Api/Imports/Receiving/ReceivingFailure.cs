using Catalog.Contracts.Imports;
using Npgsql;

namespace Catalog.Api.Imports.Receiving;

/// <summary>Why a file was not received whole, in words for its sender.</summary>
/// <param name="State">What becomes of the import.</param>
/// <param name="StatusCode">The HTTP status of the answer, if anybody is still there to read it.</param>
/// <param name="Reason">Why, and what to do.</param>
/// <param name="IsUnexpected">Neither the sender nor the surroundings explain it.</param>
internal sealed record ReceivingFailure(ImportState State, int StatusCode, string Reason, bool IsUnexpected = false)
{
    private const string Unchanged = "The catalogue is unchanged.";

    public static ReceivingFailure Of(
        Exception exception, ReceiverWatch watch, ReceivingProgress progress, CancellationToken requestAborted, CancellationToken apiStopping)
    {
        if (watch.IsGivenUp)
            return Failed(StatusCodes.Status503ServiceUnavailable, $"This server was not heard of for too long while it received the file. {Unchanged} Send the file again.");
        if (watch.IsCancelled)
            return new(ImportState.Cancelled, StatusCodes.Status409Conflict, $"The import was cancelled while it was received. {Unchanged}");

        return exception switch
        {
            ImportRejectedException rejected => Failed(rejected.StatusCode, rejected.Message),
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                Failed(StatusCodes.Status507InsufficientStorage, $"The database has no room left for the file. {Unchanged}"),
            NpgsqlException or TimeoutException =>
                Failed(StatusCodes.Status503ServiceUnavailable, $"The database went away while the file was received. {Unchanged} Send the file again."),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Failed(StatusCodes.Status413PayloadTooLarge, $"The request is longer than an import takes. Pack the file with gzip, or send it in parts. {Unchanged}"),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
                Failed(StatusCodes.Status408RequestTimeout, $"The file came too slowly, and receiving it was given up. {Unchanged} Send it again."),
            _ when apiStopping.IsCancellationRequested =>
                Failed(StatusCodes.Status503ServiceUnavailable, $"The server was stopped while it received the file. {Unchanged} Send the file again."),
            IOException or OperationCanceledException when requestAborted.IsCancellationRequested || exception is IOException =>
                Failed(StatusCodes.Status400BadRequest, $"The connection was closed after {progress.BytesRead} bytes, before the whole file was received. {Unchanged} Send the file again."),
            OperationCanceledException =>
                new(ImportState.Cancelled, StatusCodes.Status409Conflict, $"The import was cancelled while it was received. {Unchanged}"),
            _ => Failed(StatusCodes.Status500InternalServerError, $"The server failed while it received the file. {Unchanged}") with { IsUnexpected = true },
        };
    }

    private static ReceivingFailure Failed(int statusCode, string reason) => new(ImportState.Failed, statusCode, reason);
}
