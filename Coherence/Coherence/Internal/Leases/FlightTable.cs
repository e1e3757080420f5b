namespace AspireCache.Coherence.Internal.Leases;

/// <summary>The flights of this process.</summary>
internal sealed class FlightTable
{
    private readonly Dictionary<FlightKey, Flight> _flights = [];
    private readonly Lock _lock = new();

    /// <summary>Joins the flight of the key, if there is one that may be joined.</summary>
    public TFlight? TryJoin<TFlight>(in FlightKey key, bool canLeave)
        where TFlight : Flight
    {
        lock (_lock)
            return _flights.TryGetValue(key, out var flying) && flying.TryJoin(canLeave) ? (TFlight)flying : null;
    }

    /// <summary>Joins the flight of the key, or starts one in its place. The caller runs what it started.</summary>
    public TFlight JoinOrAdd<TFlight, TArgument>(in FlightKey key, bool canLeave, Func<TArgument, TFlight> make, TArgument argument, out bool isNew)
        where TFlight : Flight
    {
        lock (_lock)
        {
            isNew = !(_flights.TryGetValue(key, out var flying) && flying.TryJoin(canLeave));
            if (!isNew)
                return (TFlight)flying!;
            var flight = make(argument);
            if (!canLeave)
                flight.Pin();
            _flights[key] = flight;
            return flight;
        }
    }

    /// <summary>Whether somebody is bringing the key.</summary>
    public bool IsFlying(in FlightKey key)
    {
        lock (_lock)
            return _flights.ContainsKey(key);
    }

    /// <summary>Starts a flight for the key's own sake; null when there is one already.</summary>
    public TFlight? TryAdd<TFlight, TArgument>(in FlightKey key, Func<TArgument, TFlight> make, TArgument argument)
        where TFlight : Flight
    {
        lock (_lock)
        {
            if (_flights.ContainsKey(key))
                return null;
            var flight = make(argument);
            flight.Pin();
            _flights[key] = flight;
            return flight;
        }
    }

    /// <summary>A caller leaves; the last one ends the flight.</summary>
    public void Leave(in FlightKey key, Flight flight)
    {
        lock (_lock)
        {
            if (!flight.Leave())
                return;
            RemoveIfFlying(key, flight);
        }

        flight.Cancel();
    }

    /// <summary>A flight that has landed, or may not be joined any more.</summary>
    public void Remove(in FlightKey key, Flight flight)
    {
        lock (_lock)
            RemoveIfFlying(key, flight);
    }

    private void RemoveIfFlying(in FlightKey key, Flight flight)
    {
        if (_flights.TryGetValue(key, out var flying) && ReferenceEquals(flying, flight))
            _flights.Remove(key);
    }
}
