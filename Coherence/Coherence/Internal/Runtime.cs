namespace AspireCache.Coherence.Internal;

/// <summary>What the cache takes from its surroundings, so that the simulation can decide it: time, chance, and where waiters continue.</summary>
internal sealed record Runtime(TimeProvider Time, Func<double> Chance, TaskCreationOptions Continuations)
{
    /// <summary>
    /// For waits that several share: of plain waits for one task all but one continue on the pool, whatever the task says; of
    /// waits that can be cancelled each continues where it is scheduled. The simulation's can, though nobody does.
    /// </summary>
    public CancellationToken Sharing { get; init; }

    /// <summary>Waiters continue on the pool: they must not run inside the flight that they waited for.</summary>
    public static Runtime For(TimeProvider time) => new(time, Random.Shared.NextDouble, TaskCreationOptions.RunContinuationsAsynchronously);

    public long ToTimestampUnits(TimeSpan duration) =>
        duration == Timeout.InfiniteTimeSpan ? long.MaxValue / 4 : (long)(duration.TotalSeconds * Time.TimestampFrequency);

    public long After(TimeSpan duration) => Time.GetTimestamp() + ToTimestampUnits(duration);
}
