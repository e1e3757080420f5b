namespace AspireCache.AppHost.Setup;

/// <summary>The application cannot be started like this; the message says why and what to do.</summary>
internal sealed class SetupException(string message, Exception? innerException = null) : Exception(message, innerException);
