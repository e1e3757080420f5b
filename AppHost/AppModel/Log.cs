using Microsoft.Extensions.Logging;

namespace AspireCache.AppHost.AppModel;

/// <summary>Log messages of the app model; event ids 100 to 199.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "{Resource} could not be started")]
    public static partial void ServerFailed(ILogger logger, string resource, Exception exception);
}
