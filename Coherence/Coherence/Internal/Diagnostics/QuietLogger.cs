using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>
/// Passes on one line a minute of what each request to Redis or each read may cause again: under load a failure is one line, not
/// thousands. The counters hold all of them.
/// <list type="table">
/// <item><term>4006, 4007</term><description>one for each text: it names one of a few reasons</description></item>
/// <item><term>4010 to 4019</term><description>one for each event</description></item>
/// </list>
/// </summary>
internal sealed class QuietLogger(ILogger logger, TimeProvider time) : ILogger
{
    private readonly Rarely<(int Id, string Text)> _told = new(time);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var isDue = eventId.Id switch
        {
            4006 or 4007 => _told.IsDue((eventId.Id, formatter(state, null))),
            >= 4010 and <= 4019 => _told.IsDue((eventId.Id, "")),
            _ => true,
        };
        if (isDue)
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
