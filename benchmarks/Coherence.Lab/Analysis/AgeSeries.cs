using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>For each node the greatest age of a strict read in each slice of time, in milliseconds.</summary>
internal sealed class AgeSeries(long start, long end)
{
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    private readonly SortedDictionary<string, double[]> _nodes = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double[]> Nodes => _nodes;

    public TimeSpan Duration => Stopwatch.GetElapsedTime(start, end);

    public void Add(string node, long time, long age)
    {
        if (!_nodes.TryGetValue(node, out var slices))
            _nodes[node] = slices = new double[(int)(Duration / Slice) + 1];
        ref var slice = ref slices[(int)(Stopwatch.GetElapsedTime(start, time) / Slice)];
        slice = Math.Max(slice, Stopwatch.GetElapsedTime(0, age).TotalMilliseconds);
    }
}
