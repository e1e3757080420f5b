using System.Globalization;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// The fills of this process that hold a lease while their factory runs. One timer for all of them, which runs while there are any,
/// renews those that a third of their lease has passed for: most fills end before.
/// </summary>
internal sealed class LeaseTable
{
    private const int RenewalsPerLease = 3;
    private const int LooksPerRenewal = 2;

    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly Dictionary<Flight, long> _renewed = [];
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private bool _isRunning;
    private long _tokens;

    public LeaseTable(TimeProvider time, TimeSpan lease)
    {
        _time = time;
        _period = lease / RenewalsPerLease;
        // Nobody's request: what it renews belongs to no trace.
        using var alone = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = time.CreateTimer(static table => ((LeaseTable)table!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A name that no other lease has.</summary>
    public string NewToken() => string.Create(CultureInfo.InvariantCulture, $"{_node}{Interlocked.Increment(ref _tokens):x}");

    public void Add(Flight flight)
    {
        lock (_lock)
        {
            _renewed.Add(flight, _time.GetTimestamp());
            if (!_isRunning)
                Run();
        }
    }

    public void Remove(Flight flight)
    {
        lock (_lock)
            _renewed.Remove(flight);
    }

    private void Run()
    {
        _isRunning = true;
        _timer.Change(_period / LooksPerRenewal, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        List<Flight>? due = null;
        lock (_lock)
        {
            _isRunning = false;
            if (_renewed.Count == 0)
                return;
            foreach (var (flight, since) in _renewed)
                if (_time.GetElapsedTime(since) >= _period)
                    (due ??= []).Add(flight);
            foreach (var flight in due ?? [])
                _renewed[flight] = _time.GetTimestamp();
            Run();
        }

        foreach (var flight in due ?? [])
            _ = flight.RenewAsync();
    }
}
