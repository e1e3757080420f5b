using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>
/// Passes on at most one line a minute of each event that single reads or entries cause: under load a failure is one line, not
/// thousands. The counters hold all of them.
/// </summary>
internal sealed class QuietLogger(ILogger logger, TimeProvider time) : ILogger
{
    private readonly Rarely<int> _told = new(time);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!Diagnostics.Log.IsOfSingleReads(eventId) || _told.IsDue(eventId.Id))
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
