using AspireCache.AppHost.Setup;

namespace AspireCache.AppHost.Tests.Setup;

public sealed class HostCommandLineTests
{
    [Fact]
    public void Read_Nothing_HasTheDefaults() => Assert.Equal(new HostOptions(), Read());

    [Fact]
    public void Read_EveryOption_IsRead()
    {
        var options = Read("--Servers=containers", "--Data", "somewhere", "--Fresh", "--SampleData=false", "--Replicas=3", "--Postgres", "/opt/pg/bin");

        Assert.Equal(
            new HostOptions { Servers = ServerKind.Containers, Data = "somewhere", Fresh = true, SampleData = false, Replicas = 3, Postgres = "/opt/pg/bin" }, options);
    }

    [Fact]
    public void Read_TemporaryData_IsNoFolder()
    {
        var options = Read("--Data=temporary", "--Servers=local");

        Assert.Equal(new HostOptions { IsTemporary = true, Servers = ServerKind.Local }, options);
    }

    [Theory]
    [InlineData("--Fresh=false", false)]
    [InlineData("--Fresh=true", true)]
    [InlineData("--Fresh", true)]
    public void Read_Flag_MayLeaveOutItsValue(string argument, bool fresh) => Assert.Equal(fresh, Read(argument)!.Fresh);

    [Fact]
    public void Read_FlagBeforeAnotherOption_TakesNothingOfIt()
    {
        var options = Read("--Fresh", "--Replicas=2");

        Assert.Equal((true, 2), (options!.Fresh, options.Replicas));
    }

    [Theory]
    [InlineData("--Servers=magic", "--Servers takes 'containers' or 'local', not 'magic'.")]
    [InlineData("--Replicas=0", "--Replicas takes a number from 1 to 9, not '0'.")]
    [InlineData("--Replicas=many", "--Replicas takes a number from 1 to 9, not 'many'.")]
    [InlineData("--Fresh=perhaps", "--Fresh takes 'true' or 'false', not 'perhaps'.")]
    [InlineData("--colour=blue", "There is no option '--colour=blue'. The options are --Servers, --Data, --Fresh, --SampleData, --Replicas, --Postgres;")]
    [InlineData("--no-sample-data", "There is no option '--no-sample-data'.")]
    [InlineData("--Data", "Required argument missing for option: '--Data'.")]
    public void Read_Wrong_SaysWhatIsRight(string argument, string message)
    {
        var error = Assert.Throws<SetupException>(() => Read(argument));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--publisher", "manifest", "--output-path", "out.json")]
    [InlineData("--operation", "publish", "--step", "publish", "--Publish:Environment=compose")]
    [InlineData("--Cache:Engine=Microsoft")]
    public void Read_WhatIsForAspire_IsLeftToIt(params string[] args)
    {
        Assert.NotNull(new HostCommandLine().Read(args, out var aspire));
        Assert.Equal(args, aspire);
    }

    private static HostOptions? Read(params string[] args) => new HostCommandLine().Read(args, out _);
}
