using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Postgres.Internal.Diagnostics;

/// <summary>Says how a node's relay fares: a line when an outage begins and one when it ends, however often it is tried in between.</summary>
internal sealed class RelayStatus(RelayMetrics metrics, TimeProvider time, ILogger logger)
{
    // One that fails again and again soon after it began is logged once in this time.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _problems = new(StringComparer.Ordinal);
    private long? _stoppedAt;
    private bool _isOut;
    private bool _isQuiet;
    private bool _isFollowing;

    /// <summary>This node is the relay.</summary>
    public void Leads(Action<ILogger> tell)
    {
        metrics.Leads();
        _isFollowing = false;
        End(() => tell(logger));
    }

    /// <summary>Another node is.</summary>
    public void Follows()
    {
        if (_isFollowing)
            return;
        _isFollowing = true;
        End(logger.Following);
    }

    /// <summary>The database is not set up for it.</summary>
    public void CannotRelay(string problem)
    {
        _isFollowing = false;
        if (_problems.Add(problem))
            logger.CannotRelay(problem);
    }

    /// <summary>It was the relay no longer, or could not become it.</summary>
    public void Stopped(Exception exception)
    {
        logger.StoppedWith(exception);
        _isFollowing = false;
        if (_isOut)
            return;
        _isOut = true;
        _isQuiet = _stoppedAt is { } before && time.GetElapsedTime(before) < Steady;
        if (_isQuiet)
            return;
        _stoppedAt = time.GetTimestamp();
        logger.Stopped(Reason.Of(exception));
    }

    private void End(Action tell)
    {
        if (!_isOut || !_isQuiet)
            tell();
        (_isOut, _isQuiet) = (false, false);
        _problems.Clear();
    }
}
