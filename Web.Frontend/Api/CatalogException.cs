namespace Web.Frontend.Api;

/// <summary>The API did not give what was asked for.</summary>
public abstract class CatalogException(string message, Exception? innerException = null) : Exception(message, innerException);
