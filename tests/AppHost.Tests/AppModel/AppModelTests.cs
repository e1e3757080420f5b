using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace AspireCache.AppHost.Tests.AppModel;

public sealed class AppModelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("containers")]
    [InlineData("embedded")]
    public async Task Model_EitherServers_HasTheResourcesThatServicesAreToldOf(string servers)
    {
        await using var builder = await CreateAsync($"--Servers={servers}");

        var names = builder.Resources.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string>(["cache", "postgres", "catalogdb", "catalog-api", "web-frontend", "write-token"], StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task Model_Services_WaitForWhatTheyReference()
    {
        await using var builder = await CreateAsync("--Servers=containers");

        Assert.Equal(["cache", "catalogdb"], Waits(builder, "catalog-api"));
        Assert.Equal(["cache", "catalog-api"], Waits(builder, "web-frontend"));
    }

    [Fact]
    public async Task Model_EveryServerAndService_HasAHealthCheck()
    {
        await using var builder = await CreateAsync("--Servers=containers");

        foreach (var name in (string[])["cache", "postgres", "catalogdb", "catalog-api", "web-frontend"])
            Assert.NotEmpty(builder.Resources.Single(r => r.Name == name).Annotations.OfType<HealthCheckAnnotation>());
    }

    [Fact]
    public async Task Model_Postgres_WritesALogThatCommitsCanBeReadFromAndBoundsIt()
    {
        await using var builder = await CreateAsync("--Servers=containers");
        var postgres = builder.Resources.Single(r => r.Name == "postgres");
        var arguments = new List<object>();

        foreach (var annotation in postgres.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(new CommandLineArgsCallbackContext(arguments, postgres, Cancellation));

        Assert.Contains("wal_level=logical", arguments);
        Assert.Contains("max_slot_wal_keep_size=1GB", arguments);
    }

    [Fact]
    public async Task Model_UnknownServers_SaysWhatItTakes()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync("--Servers=magic"));

        Assert.Contains("'containers' or 'embedded'", error.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Data=kept", true)]
    [InlineData("--Data=temporary", false)]
    public async Task Model_Data_IsKeptInVolumesUnlessItIsTemporary(string data, bool kept)
    {
        await using var builder = await CreateAsync("--Servers=containers", data);

        foreach (var name in (string[])["cache", "postgres"])
            Assert.Equal(kept, builder.Resources.Single(r => r.Name == name).Annotations.OfType<ContainerMountAnnotation>().Any(m => m.Type is ContainerMountType.Volume));
    }

    [Fact]
    public async Task Model_UnknownData_SaysWhatItTakes()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync("--Servers=containers", "--Data=magic"));

        Assert.Contains("'kept' (the default) or 'temporary'", error.GetBaseException().Message, StringComparison.Ordinal);
    }

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(args, Cancellation);

    private static string[] Waits(IDistributedApplicationTestingBuilder builder, string name) =>
        [.. builder.Resources.Single(r => r.Name == name).Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name).Distinct().Order(StringComparer.Ordinal).Where(n => n is not "postgres")];
}
