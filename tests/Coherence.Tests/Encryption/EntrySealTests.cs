using AspireCache.Coherence.Internal.Storage;
using AspireCache.TestSupport;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Encryption;

public sealed class EntrySealTests
{
    // A magic number and the key's id.
    private const int KeyIdEnd = 20;

    private static readonly byte[] Entry = [1, 2, 3];

    [Fact]
    public void Open_KeyExpired_IsNothing()
    {
        using var folder = new TemporaryFolder();
        using var services = Protection(folder);
        var keys = services.GetRequiredService<IKeyManager>();
        var now = TimeProvider.System.GetUtcNow();
        keys.CreateNewKey(now.AddDays(-2), now.AddDays(10));
        var time = new FakeTimeProvider(now);
        var seal = Seal(services, "domain", time);
        var early = seal.Seal("key", Entry);
        keys.CreateNewKey(now.AddDays(-1), now.AddDays(90));
        byte[] late;
        // Data Protection takes the new key into use in the background.
        do
            late = seal.Seal("key", Entry);
        while (late.AsSpan(0, KeyIdEnd).SequenceEqual(early.AsSpan(0, KeyIdEnd)));
        Assert.Equal(Entry, seal.Open("key", early)!.Memory.ToArray());

        time.Advance(TimeSpan.FromDays(11));

        Assert.Null(seal.Open("key", early));
        Assert.Equal(Entry, seal.Open("key", late)!.Memory.ToArray());
    }

    [Fact]
    public void Open_AnotherKeyOrDomain_IsNothing()
    {
        using var folder = new TemporaryFolder();
        using var services = Protection(folder);
        var seal = Seal(services, "domain", TimeProvider.System);
        var bytes = seal.Seal("key", Entry);

        Assert.Null(seal.Open("ke", bytes));
        Assert.Null(seal.Open("key2", bytes));
        Assert.Null(Seal(services, "another", TimeProvider.System).Open("key", bytes));
        Assert.Null(seal.Open("key", Entry));
        Assert.Null(seal.Open("key", []));
        Assert.Equal(Entry, seal.Open("key", bytes)!.Memory.ToArray());
    }

    [Fact]
    public void Open_ThenDisposed_LeavesNothingInMemory()
    {
        using var folder = new TemporaryFolder();
        using var services = Protection(folder);
        var seal = Seal(services, "domain", TimeProvider.System);
        var opened = seal.Open("key", seal.Seal("key", Entry))!;
        var memory = opened.Memory;

        opened.Dispose();

        Assert.Equal(new byte[Entry.Length], memory.ToArray());
    }

    private static EntrySeal Seal(IServiceProvider services, string domain, TimeProvider time) =>
        new(services.GetRequiredService<IDataProtectionProvider>(), domain, new ProtectionKeys(services.GetRequiredService<IKeyManager>(), time));

    private static ServiceProvider Protection(TemporaryFolder folder)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder.Path));
        return services.BuildServiceProvider();
    }
}
