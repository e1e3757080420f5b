using System.Globalization;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>A factory's query: sent, then executed, then answered.</summary>
internal sealed class SimulatedQuery(SimulatedNode node, int key, Func<int> read, bool isOnStandby = false)
{
    // Continues inside SetResult: the simulation is the only thread.
    private readonly TaskCompletionSource _answered = new();
    private int _version;

    public SimulatedNode Node => node;

    public int Key => key;

    public bool IsExecuted { get; private set; }

    public Task Answered => _answered.Task;

    public int Execute()
    {
        IsExecuted = true;
        return _version = read();
    }

    public void Answer() => _answered.SetResult();

    public void Fail() => _answered.SetException(new DatabaseDownException());

    /// <summary>The cached value: the version, and where it came from a standby the last read that may have waited for it.</summary>
    public string ToValue(int reads) =>
        isOnStandby ? string.Create(CultureInfo.InvariantCulture, $"{_version} {reads + 1}") : _version.ToString(CultureInfo.InvariantCulture);

    public static (int Version, int FromStandby) Parse(string value)
    {
        var words = value.Split(' ');
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0);
    }
}
