using System.Text;
using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using AspireCache.TestSupport.Redis;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Encryption;

/// <summary>What a sensitive namespace promises, whichever server Redis is.</summary>
public abstract class SensitiveEntriesContract : IAsyncLifetime
{
    private readonly string _domain = $"{Guid.NewGuid():N}";
    private readonly TemporaryFolder _keys = new();
    private readonly List<SensitiveNode> _nodes = [];
    private IRedisServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StartServerAsync(Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _server.DisposeAsync();
        _keys.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Redis_EverythingDoneToSensitiveEntries_HoldsAndHearsNothingReadable()
    {
        var marker = $"MARKER{Guid.NewGuid():N}";
        await using var tap = new WireTap(_server.Port);
        var writer = await StartAsync(tap.Endpoint);
        var reader = await StartAsync(tap.Endpoint);
        string[] tags = [$"tag-{marker}", "plain"];

        await writer.Cache.GetOrCreateAsync($"secret:{marker}:1", _ => ValueTask.FromResult($"value {marker}"), tags: tags, cancellationToken: Token);
        await writer.Cache.FillsEndAsync();
        await writer.Cache.SetAsync($"secret:{marker}:2", $"{marker} {new string('x', 50_000)}", tags: tags, cancellationToken: Token);
        // Its tags are hidden although it is not sensitive itself: they may be those of sensitive entries.
        await writer.Cache.SetAsync("open:1", "anybody may read this", tags: tags, cancellationToken: Token);
        Assert.Equal($"value {marker}", await reader.FindAsync($"secret:{marker}:1", tags, Token));
        // Without its tags the reader finds them in the entry, and asks for their fences.
        Assert.Equal($"value {marker}", await reader.FindAsync($"secret:{marker}:1", null, Token));
        var kept = await RedisDump.ReadAsync(_server.Port);
        await writer.Cache.RemoveAsync($"secret:{marker}:1", Token);
        await writer.Cache.RemoveByTagAsync($"tag-{marker}", Token);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.Cache.GetOrCreateAsync<string>(
            $"secret:{marker}:3", _ => throw new InvalidOperationException("no data"), tags: tags, cancellationToken: Token));
        var log = await RedisDump.ReadAsync(_server.Port);

        AssertHidden(marker, kept);
        AssertHidden(marker, log);
        AssertHidden(marker, tap.Seen);
        AssertHidden("secret", tap.Seen);
        Assert.DoesNotContain(marker, writer.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(marker, reader.Log, StringComparison.Ordinal);
        // The search would have found it.
        Assert.True(tap.Seen.AsSpan().IndexOf("anybody may read this"u8) >= 0);
        Assert.True(kept.AsSpan().IndexOf("anybody may read this"u8) >= 0);
    }

    // By a factory that reads it, by way of another entry, by a tag, and by a write.
    [Fact]
    public async Task Redis_EntriesOfOtherNamespacesMadeOfSensitiveOnes_HoldNothingReadable()
    {
        var marker = $"MARKER{Guid.NewGuid():N}";
        var (writer, reader) = (await StartAsync(), await StartAsync());
        ValueTask<string> SecretAsync(CancellationToken token) =>
            writer.Cache.GetOrCreateAsync("secret:1", _ => ValueTask.FromResult(marker), cancellationToken: token);
        async ValueTask<string> ListAsync(CancellationToken token) =>
            await writer.Cache.GetOrCreateAsync("open:list", async inner => $"list of {await SecretAsync(inner)}", cancellationToken: token);

        // The second time its parts come from memory.
        await writer.Cache.GetOrCreateAsync("open:page", async token => $"page of {await ListAsync(token)}", cancellationToken: Token);
        await writer.Cache.GetOrCreateAsync("open:part", async token => $"part of {await ListAsync(token)}", cancellationToken: Token);
        await writer.Cache.GetOrCreateAsync("open:tagged", _ => ValueTask.FromResult(marker), tags: ["secret:1"], cancellationToken: Token);
        await writer.Cache.SetAsync("open:set", marker, tags: ["secret:1"], cancellationToken: Token);
        await writer.Cache.GetOrCreateAsync("open:none", _ => ValueTask.FromResult("anybody may read this"), tags: ["other:1", "secret"], cancellationToken: Token);
        await writer.Cache.FillsEndAsync();
        var kept = await RedisDump.ReadAsync(_server.Port);

        AssertHidden(marker, kept);
        Assert.True(kept.AsSpan().IndexOf("anybody may read this"u8) >= 0);
        Assert.Equal($"page of list of {marker}", await reader.FindAsync("open:page", null, Token));
        Assert.Equal($"part of list of {marker}", await reader.FindAsync("open:part", null, Token));
        Assert.Equal(marker, await reader.FindAsync("open:tagged", ["secret:1"], Token));
        Assert.Equal(marker, await reader.FindAsync("open:set", ["secret:1"], Token));
        await reader.Cache.GetOrCreateAsync(
            "open:again", async token => $"again {await reader.Cache.GetOrCreateAsync<string>("open:list", _ => throw new InvalidOperationException("it is there"), cancellationToken: token)}", cancellationToken: Token);
        await reader.Cache.FillsEndAsync();
        AssertHidden(marker, await RedisDump.ReadAsync(_server.Port));
    }

    [Fact]
    public async Task Invalidate_ByKeyOrTagOnOneNode_ReachesTheOther()
    {
        var one = await StartAsync();
        var other = await StartAsync();
        await one.Cache.SetAsync("secret:a", "1", tags: ["t"], cancellationToken: Token);
        await one.Cache.SetAsync("secret:b", "2", tags: ["t"], cancellationToken: Token);
        await one.Cache.SetAsync("secret:c", "3", tags: ["t"], cancellationToken: Token);
        await one.Cache.SetAsync("open:d", "4", tags: ["t"], cancellationToken: Token);
        Assert.Equal("1", await other.FindAsync("secret:a", ["t"], Token));

        await one.Cache.RemoveAsync("secret:a", Token);
        Assert.Null(await other.FindAsync("secret:a", ["t"], Token));
        Assert.Equal("2", await other.FindAsync("secret:b", ["t"], Token));

        await one.Cache.RemoveByTagAsync("t", Token);
        Assert.Null(await other.FindAsync("secret:b", ["t"], Token));
        Assert.Null(await other.FindAsync("open:d", ["t"], Token));

        await one.Cache.SetAsync("secret:c", "3", cancellationToken: Token);
        await one.Cache.RemoveByTagAsync("*", Token);
        Assert.Null(await other.FindAsync("secret:c", null, Token));
    }

    [Fact]
    public async Task Read_EntryMovedToAnotherKey_IsAMiss()
    {
        var node = await StartAsync();
        await node.Cache.SetAsync("secret:mine", "mine", cancellationToken: Token);
        var mine = await SingleEntryAsync();
        await node.Cache.SetAsync("secret:yours", "yours", cancellationToken: Token);

        await using (var connection = await ConnectAsync())
        {
            var database = connection.GetDatabase();
            var bytes = await database.StringGetAsync(mine);
            await foreach (var key in EntriesAsync(connection))
                await database.StringSetAsync(key, bytes);
        }

        Assert.Equal("mine", await node.FindAsync("secret:mine", null, Token));
        Assert.Null(await node.FindAsync("secret:yours", null, Token));
        Assert.Equal("not_decrypted", Assert.Single(node.Rejected.GetMeasurementSnapshot()).Tags["reason"]);
    }

    [Fact]
    public async Task Read_EntryChangedOrPlain_IsAMiss()
    {
        var node = await StartAsync();
        await node.Cache.SetAsync("open:x", "planted", cancellationToken: Token);
        var plain = await SingleEntryAsync();
        await using var connection = await ConnectAsync();
        var database = connection.GetDatabase();
        var planted = await database.StringGetAsync(plain);
        await database.KeyDeleteAsync(plain);
        await node.Cache.SetAsync("secret:x", "right", cancellationToken: Token);
        var entry = await SingleEntryAsync();
        var bytes = (byte[])(await database.StringGetAsync(entry))!;

        await database.StringSetAsync(entry, planted);
        Assert.Null(await node.FindAsync("secret:x", null, Token));
        bytes[^20] ^= 1;
        await database.StringSetAsync(entry, bytes);
        Assert.Null(await node.FindAsync("secret:x", null, Token));
        bytes[^20] ^= 1;
        await database.StringSetAsync(entry, bytes);
        Assert.Equal("right", await node.FindAsync("secret:x", null, Token));
    }

    [Fact]
    public async Task Read_KeyRevoked_IsAMissAndIsMadeAnewUnderTheNextOne()
    {
        var node = await StartAsync();
        await node.Cache.SetAsync("secret:x", "old", cancellationToken: Token);
        Assert.Equal("old", await node.FindAsync("secret:x", null, Token));
        var keys = node.Services.GetRequiredService<IKeyManager>();

        foreach (var key in keys.GetAllKeys())
            keys.RevokeKey(key.KeyId, "lost");

        // Data Protection looks at its keys again in the background.
        await Eventually.TrueAsync(
            async () =>
            {
                var found = await node.FindAsync("secret:x", null, Token);
                Assert.True(found is null or "old");
                return found is null;
            },
            "nothing is read under a revoked key");
        await node.Cache.SetAsync("secret:x", "new", cancellationToken: Token);
        Assert.Equal("new", await node.FindAsync("secret:x", null, Token));
    }

    [Fact]
    public async Task Read_NodeWithAnotherKeyRing_IsAMiss()
    {
        using var otherKeys = new TemporaryFolder();
        var one = await StartAsync();
        await one.Cache.SetAsync("secret:x", "1", cancellationToken: Token);
        var stranger = await SensitiveNode.StartAsync($"127.0.0.1:{_server.Port}", _domain, otherKeys.Path, Token);
        _nodes.Add(stranger);

        Assert.Null(await stranger.FindAsync("secret:x", null, Token));
    }

    protected abstract Task<IRedisServer> StartServerAsync(CancellationToken cancellationToken);

    private static void AssertHidden(string marker, byte[] bytes)
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
            Assert.Equal(-1, bytes.AsSpan().IndexOf(encoding.GetBytes(marker)));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(marker)).TrimEnd('=')[..^1])));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(marker)))));
    }

    private async Task<SensitiveNode> StartAsync(string? endpoint = null)
    {
        var node = await SensitiveNode.StartAsync(endpoint ?? $"127.0.0.1:{_server.Port}", _domain, _keys.Path, Token);
        _nodes.Add(node);
        return node;
    }

    private async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_server.Port}");

    private IAsyncEnumerable<RedisKey> EntriesAsync(ConnectionMultiplexer connection) =>
        connection.GetServers().Single().KeysAsync(pattern: $"{_domain}:v:*");

    private async Task<RedisKey> SingleEntryAsync()
    {
        await using var connection = await ConnectAsync();
        RedisKey found = default;
        await foreach (var key in EntriesAsync(connection))
            found = key;
        Assert.False(string.IsNullOrEmpty(found));
        return found;
    }
}
