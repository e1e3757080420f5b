namespace Catalog.Api.Imports;

/// <summary>An import cannot go on; the message tells its sender why and what to do.</summary>
internal sealed class ImportRejectedException(int statusCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The HTTP status of the answer.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>The file's content is wrong.</summary>
    public static ImportRejectedException Unprocessable(string message) =>
        new(StatusCodes.Status422UnprocessableEntity, message);

    /// <summary>The file is too large.</summary>
    public static ImportRejectedException TooLarge(string message) =>
        new(StatusCodes.Status413PayloadTooLarge, message);
}
