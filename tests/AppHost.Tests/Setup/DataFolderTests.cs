using AspireCache.AppHost.Setup;
using AspireCache.TestSupport;

namespace AspireCache.AppHost.Tests.Setup;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Take_DefaultIsHeld_TakesTheNext()
    {
        using var first = DataFolder.Take(new HostOptions(), _repository.Path);
        using var second = DataFolder.Take(new HostOptions(), _repository.Path);

        Assert.Equal(("default", "default-2"), (Path.GetFileName(first.FullPath), Path.GetFileName(second.FullPath)));
        Assert.NotEqual(first.WriteToken, second.WriteToken);
        Assert.NotEqual(first.VolumeName("postgres"), second.VolumeName("postgres"));
    }

    [Fact]
    public void Take_Again_KeepsTheToken()
    {
        string token;
        using (var first = DataFolder.Take(new HostOptions(), _repository.Path)) token = first.WriteToken;

        using var again = DataFolder.Take(new HostOptions(), _repository.Path);

        Assert.Equal(token, again.WriteToken);
    }

    [Fact]
    public void Take_NamedFolderIsHeld_SaysSo()
    {
        var options = new HostOptions { Data = Path.Combine(_repository.Path, "mine") };
        using var first = DataFolder.Take(options, _repository.Path);

        var error = Assert.Throws<SetupException>(() => DataFolder.Take(options, _repository.Path));

        Assert.StartsWith("Another run holds the data folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_FolderThatCannotBe_SaysSo()
    {
        var file = Path.Combine(_repository.Path, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<SetupException>(() => DataFolder.Take(new HostOptions { Data = Path.Combine(file, "below") }, _repository.Path));

        Assert.Contains("cannot be made", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Temporary_LeavesNothing()
    {
        var folder = DataFolder.Take(new HostOptions { IsTemporary = true }, _repository.Path);
        Assert.NotEmpty(folder.WriteToken);

        folder.Dispose();

        Assert.False(Directory.Exists(folder.FullPath));
    }
}
