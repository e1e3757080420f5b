using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// The flights of this process, and which of them wait for which: a factory that reads through the cache waits for another flight.
/// A scope that comes with a call is that of the factory that makes it.
/// </summary>
internal sealed class FlightTable
{
    private readonly Dictionary<FlightKey, Flight> _flights = [];
    private readonly Lock _lock = new();

    /// <summary>Joins the flight of the key, if there is one that may be joined.</summary>
    /// <exception cref="InvalidOperationException">The flight waits for the factory that asks.</exception>
    public TFlight? TryJoin<TFlight>(in FlightKey key, bool canLeave, FillScope? scope)
        where TFlight : Flight
    {
        Flight? flying;
        lock (_lock)
        {
            if (!_flights.TryGetValue(key, out flying) || !flying.TryJoin(canLeave, scope))
                return null;
            scope?.Flight.BeginWaitingFor(flying);
        }

        Lend(scope, flying);
        return (TFlight)flying;
    }

    /// <summary>Joins the flight of the key, or starts one in its place. The caller runs what it started.</summary>
    /// <exception cref="InvalidOperationException">The flight waits for the factory that asks.</exception>
    public TFlight JoinOrAdd<TFlight, TArgument>(
        in FlightKey key, bool canLeave, FillScope? scope, Func<TArgument, TFlight> make, TArgument argument, out bool isNew)
        where TFlight : Flight
    {
        Flight? flight;
        lock (_lock)
        {
            isNew = !(_flights.TryGetValue(key, out flight) && flight.TryJoin(canLeave, scope));
            if (isNew)
            {
                flight = make(argument);
                if (!canLeave)
                    flight.Pin();
                _flights[key] = flight;
            }

            scope?.Flight.BeginWaitingFor(flight!);
        }

        if (!isNew)
            Lend(scope, flight!);
        return (TFlight)flight!;
    }

    /// <summary>A factory has what it waited for.</summary>
    public void EndWaiting(FillScope scope, Flight flight)
    {
        lock (_lock)
            scope.Flight.EndWaitingFor(flight);
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _flights.Count;
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

    /// <summary>Ends a flight that nobody has joined; false where somebody has, who waits for a value.</summary>
    public bool TryAbandon(in FlightKey key, Flight flight)
    {
        lock (_lock)
        {
            if (!flight.TryAbandon())
                return false;
            RemoveIfFlying(key, flight);
            return true;
        }
    }

    /// <summary>A flight that has landed, or may not be joined any more.</summary>
    public void Remove(in FlightKey key, Flight flight)
    {
        lock (_lock)
            RemoveIfFlying(key, flight);
    }

    // Who waits for a flight with a permit in hand must not keep it waiting for one, nor those that it waits for.
    private void Lend(FillScope? scope, Flight flying)
    {
        if (scope is not { HasPermit: true })
            return;
        var all = new List<Flight> { flying };
        lock (_lock)
        {
            for (var i = 0; i < all.Count; i++)
            {
                all[i].HasPermit = true;
                foreach (var next in all[i].WaitsFor)
                    if (!all.Contains(next))
                        all.Add(next);
            }
        }

        foreach (var flight in all)
            flight.GoOnWithoutPermit();
    }

    private void RemoveIfFlying(in FlightKey key, Flight flight)
    {
        if (_flights.TryGetValue(key, out var flying) && ReferenceEquals(flying, flight))
            _flights.Remove(key);
    }
}

/// <summary>Callers who may share a fill: they want the same key as the same type, treated the same way.</summary>
internal readonly record struct FlightKey(string Key, HybridCacheEntryFlags Flags, Type Type);
