using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// A Lua script of the protocol, made of the files of <c>Lua/</c>: each says what it takes and returns. It is called by its hash,
/// for the client looks a script that is given as text up by all of its characters; by its text the first time on a connection, and
/// where a server has lost it.
/// </summary>
internal sealed class Script
{
    private const string Unknown = "NOSCRIPT";

    public static readonly Script BeginFill = Of("call", "take_lease", "clock", "fences", "begin_fill");
    public static readonly Script Lease = Of("call", "take_lease", "lease");
    public static readonly Script Release = Of("call", "release");
    public static readonly Script Invalidate = Of("call", "clock", "log", "fences", "invalidate");
    public static readonly Script Sync = Of("call", "clock", "log", "sync");
    public static readonly Script Commit = Of("call", "clock", "log", "commit");
    public static readonly Script TakeOver = Of("call", "clock", "take_over");
    public static readonly Script BeginRound = Of("call", "clock", "begin_round");
    public static readonly Script EndRound = Of("call", "clock", "end_round");

    private readonly string _text;
    private readonly byte[] _hash;
    private readonly ConditionalWeakTable<IConnectionMultiplexer, Script> _sent = [];

    private Script(string text)
    {
        _text = text;
        // Redis names scripts so: nothing depends on its strength.
#pragma warning disable CA5350
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            if (_sent.TryGetValue(database.Multiplexer, out _))
                return await database.ScriptEvaluateAsync(_hash, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith(Unknown, StringComparison.Ordinal))
        {
            // It has been flushed, or another server has taken over.
        }

        // The client sends the text first where a server does not have it.
        _sent.TryAdd(database.Multiplexer, this);
        return await database.ScriptEvaluateAsync(_text, keys, arguments).ConfigureAwait(false);
    }

    private static Script Of(params ReadOnlySpan<string> files)
    {
        var text = new StringBuilder();
        foreach (var file in files)
        {
            using var stream = typeof(Script).Assembly.GetManifestResourceStream($"{file}.lua") ?? throw new InvalidOperationException($"The assembly lacks {file}.lua.");
            using var reader = new StreamReader(stream);
            text.Append(reader.ReadToEnd()).Append('\n');
        }

        return new Script(text.ToString());
    }
}
