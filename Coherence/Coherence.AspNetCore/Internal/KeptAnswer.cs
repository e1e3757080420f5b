using System.ComponentModel;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>A whole answer, in the bytes that ASP.NET Core's output caching gave to the store. Nobody changes them: callers share one.</summary>
[ImmutableObject(true)]
internal sealed class KeptAnswer(byte[] bytes)
{
    /// <summary>The request ended with an answer that is not kept: whoever waited runs for themselves.</summary>
    public static readonly KeptAnswer NotKept = new([]);

    /// <summary>The request was given up by its client: whoever waited may take its place.</summary>
    public static readonly KeptAnswer Abandoned = new([]);

    public byte[] Bytes { get; } = bytes;

    /// <summary>The same answer, ready to be written; null until it was written once by this node.</summary>
    public FastAnswer? Fast { get; set; }
}
