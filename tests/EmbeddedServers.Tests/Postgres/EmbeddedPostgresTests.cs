using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.EmbeddedServers.Tests.Postgres;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StartAsync_EmptyFolder_HasTheDatabasesAndLogicalWal()
    {
        await using var postgres = await StartAsync();

        Assert.Equal("logical", await QueryAsync<string>(postgres, "SHOW wal_level"));
        Assert.Equal("1GB", await QueryAsync<string>(postgres, "SHOW max_slot_wal_keep_size"));
        Assert.Equal("127.0.0.1", await QueryAsync<string>(postgres, "SHOW listen_addresses"));
        Assert.Equal("UTF8", await QueryAsync<string>(postgres, "SHOW server_encoding"));
        Assert.Equal("étude", await QueryAsync<string>(postgres, "SELECT lower('ÉTUDE')"));
    }

    [Fact]
    public async Task StartAsync_SecondTime_FindsItsDataAgain()
    {
        await using (var first = await StartAsync())
            await ExecuteAsync(first, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (42)");

        await using var second = await StartAsync();

        Assert.Equal(42, await QueryAsync<int>(second, "SELECT id FROM kept"));
    }

    [Fact]
    public async Task StartAsync_WrongPassword_IsRefused()
    {
        await using var postgres = await StartAsync();
        var guess = new NpgsqlConnectionStringBuilder(postgres.ConnectionString()) { Password = "guess" }.ConnectionString;

        await using var source = NpgsqlDataSource.Create(guess);
        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await source.OpenConnectionAsync(Cancellation));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task RestartAsync_AfterKill_KeepsEveryCommit()
    {
        await using var postgres = await StartAsync();
        await ExecuteAsync(postgres, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");

        using (var server = Process.GetProcessById(postgres.ProcessId)) server.Kill();
        await postgres.WaitForExitAsync(Cancellation);
        await postgres.RestartAsync(Cancellation);

        Assert.Equal(1, await QueryAsync<int>(postgres, "SELECT count(*)::int FROM kept"));
    }

    [Fact]
    public async Task RestartAsync_AfterKill_KeepsTheLogThatTellsWhy()
    {
        await using var postgres = await StartAsync();
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(postgres, "DO $$ BEGIN RAISE 'just before the end'; END $$"));

        using (var server = Process.GetProcessById(postgres.ProcessId)) server.Kill();
        await postgres.WaitForExitAsync(Cancellation);
        await postgres.RestartAsync(Cancellation);

        var previous = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "postgres.previous.log"), Cancellation);
        Assert.Contains("just before the end", previous, StringComparison.Ordinal);
        Assert.DoesNotContain("just before the end", await File.ReadAllTextAsync(postgres.LogFile, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ServerLeftBehind_IsReplaced()
    {
        var left = await StartAsync();
        await ExecuteAsync(left, "CREATE TABLE kept (id int)");

        await using var second = await StartAsync();

        Assert.NotEqual(left.ProcessId, second.ProcessId);
        Assert.Equal(0, await QueryAsync<int>(second, "SELECT count(*)::int FROM kept"));
    }

    [Fact]
    public async Task StartAsync_LockNamesAnotherProcess_LeavesThatProcessAlone()
    {
        await using (await StartAsync())
        {
            // Only to make the cluster.
        }

        // What a machine that lost its power leaves behind: a number that is somebody else's by now; here, this process's.
        var lockFile = Path.Combine(_folder.Path, "data", "postmaster.pid");
        await File.WriteAllTextAsync(lockFile, $"{Environment.ProcessId}\n{_folder.Path}/data\n1000000000\n1\n\n127.0.0.1\n", Cancellation);

        await using var postgres = await StartAsync();

        Assert.Equal(1, await QueryAsync<int>(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task StartAsync_PortTaken_SaysWhichPort()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<EmbeddedServerException>(() => StartAsync(port: port));

        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Address already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_FolderOfAnotherVersion_SaysWhatToDo()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "data", "PG_VERSION"), "9\n", Cancellation);

        var error = await Assert.ThrowsAsync<EmbeddedServerException>(() => StartAsync());

        Assert.Contains("was made by Postgres 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("start with fresh data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_BinariesFolderWithoutBinaries_NamesTheFolder()
    {
        var error = await Assert.ThrowsAsync<EmbeddedServerException>(() => EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { Folder = _folder.Path, BinariesFolder = _folder.Path }, Cancellation));

        Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_InterruptedInitdb_StartsOver()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "data", "base"));

        await using var postgres = await StartAsync();

        Assert.Equal(1, await QueryAsync<int>(postgres, "SELECT 1"));
    }

    private Task<EmbeddedPostgres> StartAsync(int? port = null) => EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresOptions { Folder = _folder.Path, Databases = ["catalogdb"], Durable = false, Port = port }, Cancellation);

    private static async Task ExecuteAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString("catalogdb"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<T> QueryAsync<T>(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString("catalogdb"));
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
