namespace AspireCache.EmbeddedServers;

/// <summary>An embedded server could not be started or used; the message says why and what to do.</summary>
public sealed class EmbeddedServerException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public EmbeddedServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
