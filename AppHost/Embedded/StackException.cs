namespace AspireCache.AppHost.Embedded;

/// <summary>The stack could not be started; the message says why and what to do.</summary>
public sealed class StackException(string message, Exception? innerException = null) : Exception(message, innerException);
