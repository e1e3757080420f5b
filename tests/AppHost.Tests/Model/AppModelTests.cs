using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using AspireCache.TestSupport;

namespace AspireCache.AppHost.Tests.Model;

/// <summary>The model in both forms: what services are told, and what the dashboard offers.</summary>
public sealed class AppModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms => ["containers", "local"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Model_EitherForm_HasTheResourcesThatServicesAreToldOf(string servers)
    {
        await using var builder = await CreateAsync(servers);

        var names = builder.Resources.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string>(["cache", "postgres", "catalogdb", "catalog-api", "web-frontend", "write-token"], StringComparer.Ordinal), names);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Model_Services_WaitForWhatTheyReference(string servers)
    {
        await using var builder = await CreateAsync(servers);

        Assert.Equal(["cache", "catalogdb"], Waits(builder, "catalog-api"));
        Assert.Equal(["catalog-api"], Waits(builder, "web-frontend"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Model_EveryServerAndService_HasAHealthCheck(string servers)
    {
        await using var builder = await CreateAsync(servers);

        foreach (var name in (string[])["cache", "postgres", "catalog-api", "web-frontend"])
            Assert.NotEmpty(Resource(builder, name).Annotations.OfType<HealthCheckAnnotation>());
    }

    [Fact]
    public async Task Model_LocalServers_TellServicesWhatContainersWould()
    {
        await using var builder = await CreateAsync("local");

        var told = await ReadEnvironmentAsync(builder, "catalog-api", "CACHE_", "CATALOGDB_", "ConnectionStrings__");

        Assert.Equal($"127.0.0.1:{told["CACHE_PORT"]},password={told["CACHE_PASSWORD"]}", told["ConnectionStrings__cache"]);
        Assert.Equal($"Host=127.0.0.1;Port={told["CATALOGDB_PORT"]};Username=postgres;Password={told["CATALOGDB_PASSWORD"]};Database=catalogdb", told["ConnectionStrings__catalogdb"]);
        Assert.Equal(("127.0.0.1", "127.0.0.1", "postgres", "catalogdb"), (told["CACHE_HOST"], told["CATALOGDB_HOST"], told["CATALOGDB_USERNAME"], told["CATALOGDB_DATABASENAME"]));
        Assert.Equal($"redis://:{told["CACHE_PASSWORD"]}@127.0.0.1:{told["CACHE_PORT"]}", told["CACHE_URI"]);
        Assert.Equal($"postgresql://postgres:{told["CATALOGDB_PASSWORD"]}@127.0.0.1:{told["CATALOGDB_PORT"]}/catalogdb", told["CATALOGDB_URI"]);
    }

    [Fact]
    public async Task Model_CacheSettings_AreHandedOnToTheApi()
    {
        await using var builder = await CreateAsync("local", "--Cache:Engine=Microsoft", "--Cache:Relay:Source=Outbox");

        var told = await ReadEnvironmentAsync(builder, "catalog-api", "Cache__");

        Assert.Equal(("Microsoft", "Outbox"), (told["Cache__Engine"], told["Cache__Relay__Source"]));
    }

    [Fact]
    public async Task Model_Containers_WriteALogThatCommitsCanBeReadFromAndBoundIt()
    {
        await using var builder = await CreateAsync("containers");
        var postgres = Resource(builder, "postgres");
        var arguments = new List<object>();

        foreach (var annotation in postgres.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(new CommandLineArgsCallbackContext(arguments, postgres, Cancellation));

        Assert.Contains("wal_level=logical", arguments);
        Assert.Contains("max_slot_wal_keep_size=1GB", arguments);
    }

    [Fact]
    public async Task Model_Containers_KeepDataInVolumesOfTheDataFolder()
    {
        using var other = new TemporaryFolder();
        await using var first = await CreateAsync("containers");
        await using var second = await CreateAsync("containers", $"--Data={other.Path}");
        await using var temporary = await CreateAsync("containers", "--Data=temporary");

        foreach (var name in (string[])["cache", "postgres"])
        {
            Assert.NotEqual(Assert.Single(Volumes(first, name)), Assert.Single(Volumes(second, name)));
            Assert.Empty(Volumes(temporary, name));
        }
    }

    [Theory]
    [InlineData("local", "catalog-api", "purge-cache", "load-sample")]
    [InlineData("containers", "catalog-api", "purge-cache", "load-sample")]
    [InlineData("local", "cache", "pause")]
    [InlineData("local", "postgres", "pause")]
    public async Task Model_Commands_AskBeforeTheyAct(string servers, string resource, params string[] names)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && names[0] == "pause", "Windows cannot pause a process.");
        await using var builder = await CreateAsync(servers);

        var commands = Resource(builder, resource).Annotations.OfType<ResourceCommandAnnotation>().Where(c => names.Contains(c.Name)).ToList();

        Assert.Equal(names.Length, commands.Count);
        Assert.All(commands, command => Assert.NotEmpty(command.ConfirmationMessage ?? ""));
    }

    [Fact]
    public async Task Model_Replicas_AreProcessesOfTheApi()
    {
        await using var builder = await CreateAsync("local", "--Replicas=3");

        Assert.Equal(3, Resource(builder, "catalog-api").Annotations.OfType<ReplicaAnnotation>().Last().Replicas);
    }

    private Task<IDistributedApplicationTestingBuilder> CreateAsync(string servers, params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"--Servers={servers}", .. args.Any(a => a.StartsWith("--Data", StringComparison.Ordinal)) ? args : [$"--Data={_folder.Path}", .. args]], Cancellation);

    // Only those of the names: what is told of endpoints is known when the application runs.
    private static async Task<Dictionary<string, string?>> ReadEnvironmentAsync(IDistributedApplicationTestingBuilder builder, string resource, params string[] prefixes)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run), Resource(builder, resource), values, Cancellation);
        foreach (var annotation in Resource(builder, resource).Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);

        var told = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            if (prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                told[name] = value is IValueProvider provider ? await provider.GetValueAsync(Cancellation) : value.ToString();
        return told;
    }

    private static IResource Resource(IDistributedApplicationTestingBuilder builder, string name) => builder.Resources.Single(r => r.Name == name);

    private static string[] Waits(IDistributedApplicationTestingBuilder builder, string name) =>
        [.. Resource(builder, name).Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name).Distinct().Order(StringComparer.Ordinal).Where(n => n is not "postgres")];

    private static IEnumerable<string?> Volumes(IDistributedApplicationTestingBuilder builder, string name) =>
        Resource(builder, name).Annotations.OfType<ContainerMountAnnotation>().Where(m => m.Type is ContainerMountType.Volume).Select(m => m.Source);
}
