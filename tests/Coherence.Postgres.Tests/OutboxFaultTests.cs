using AspireCache.Coherence.Postgres.Internal;
using AspireCache.Coherence.Postgres.Internal.Outbox;
using AspireCache.TestSupport;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>Faults of the outbox, and of a database that is not set up for it.</summary>
public sealed class OutboxFaultTests(TestServers servers) : RelayFaultContract(servers)
{
    private const int CannotRelay = 4102;
    private const int SlotLeft = 4116;
    private const int OutboxLeft = 4117;

    private protected override CommitSource Source => CommitSource.Outbox;

    private OutboxSql Outbox => new(RelayNames.OutboxOf(Domain));

    [Fact]
    public async Task Applied_Lines_AreDeleted_AndTheLogIsNotRead()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);

        await Database.ExecuteAsync("update products set price = 200 where id = 4", Cancellation);

        await ShowsAsync(node, 4, "c1", 200);
        await Eventually.TrueAsync(async () => await Database.QueryAsync<long>($"select count(*) from {Outbox.Table}", Cancellation) == 0, "the outbox is empty");
        Assert.DoesNotContain(node.Logs.GetSnapshot(), entry => entry.Level >= LogLevel.Warning);
        Assert.Equal(0, await Database.QueryAsync<long>("select count(*) from pg_replication_slots where database = current_database()", Cancellation));
    }

    [Fact]
    public async Task BulkLoad_LeavesOneLine()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);
        await node.StopAsync();

        await Database.ExecuteAsync("insert into products select n, 'bulk', 1, repeat('x', 500) from generate_series(100, 20100) n", Cancellation);

        Assert.Equal(1, await Database.QueryAsync<long>($"select count(*) from {Outbox.Table}", Cancellation));
    }

    [Fact]
    public async Task Triggers_SwitchedOffForAWrite_IsMadeGoodByANewEpoch()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);

        await Database.ExecuteAsync("alter table products disable trigger user; update products set price = 300 where id = 4; alter table products enable trigger user", Cancellation);

        await ShowsAsync(node, 4, "c1", 300);
        await node.AttachedAsync(Cancellation);
        await Database.ExecuteAsync("update products set price = 301 where id = 4", Cancellation);
        await ShowsAsync(node, 4, "c1", 301);
    }

    [Fact]
    public async Task Lines_DeletedByHand_AreMadeGoodByANewEpoch()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);

        await using (var connection = await Database.OpenAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var write = new NpgsqlCommand($"update products set price = 400 where id = 4; truncate {Outbox.Table}", connection);
            await write.ExecuteNonQueryAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        await ShowsAsync(node, 4, "c1", 400);
    }

    [Fact]
    public async Task Redis_LostWhatWasApplied_IsMadeGoodByANewEpoch()
    {
        var first = await StartAsync();
        await first.PriceAsync(4, "c1", Cancellation);
        await Database.ExecuteAsync("update products set price = 200 where id = 4", Cancellation);
        await ShowsAsync(first, 4, "c1", 200);
        var epoch = first.Cache.Core.View.Current.Epoch;
        await first.StopAsync();

        // As if Redis had come back with less than the relay had told it: nobody who remembers more is left.
        await Database.ExecuteAsync($"update {Outbox.Relay} set applied = pg_current_wal_lsn() + 1000", Cancellation);
        var second = await StartAsync();

        Assert.True(second.Cache.Core.View.Current.Epoch > epoch);
    }

    [Fact]
    public async Task Row_WrittenWithTheSessionsFormats_IsReadAsUsual()
    {
        await Database.ExecuteAsync("create table days (day date primary key, \"names\" bytea, most double precision)", Cancellation);
        var node = await StartAsync(options => options.Map("days", row => [$"day:{row["day"]} {row["names"]} {row["most"]}"], ["days"]));
        var calls = 0;
        async Task<int> ReadAsync() => await node.Cache.GetOrCreateAsync("day", _ => ValueTask.FromResult(++calls), tags: ["day:2026-11-26 \\x6869 0.1"], cancellationToken: Cancellation);
        Assert.Equal(1, await ReadAsync());

        await Database.ExecuteAsync("set datestyle = 'German'; set bytea_output = 'escape'; set extra_float_digits = -10; insert into days values ('2026-11-26', 'hi', 0.1)", Cancellation);

        await Eventually.TrueAsync(async () => await ReadAsync() > 1, "the day's entry is made anew");
    }

    [Fact]
    public async Task Role_MayNotCreate_IsToldWithItsRemedy()
    {
        var role = await CreateRoleAsync();

        var node = await StartUnattachedAsync(options => options.ConnectionString = As(role));

        await LogsAsync(node, CannotRelay, $"TO \"{role}\"");
        await LogsAsync(node, CannotRelay, "GRANT CREATE ON DATABASE");
    }

    [Fact]
    public async Task Role_OwnsNotTheTables_IsToldWithItsRemedy()
    {
        var role = await CreateRoleAsync();
        await Database.ExecuteAsync($"do $$ begin execute format('grant create on database %I to {role}', current_database()); end $$", Cancellation);

        var node = await StartUnattachedAsync(options => options.ConnectionString = As(role));

        await LogsAsync(node, CannotRelay, "cannot be given triggers");
    }

    [Fact]
    public async Task PlainRole_WritesAndInvalidates_IsHeard()
    {
        var node = await StartAsync();
        var role = await CreateRoleAsync();
        await Database.ExecuteAsync($"grant select, update on products to {role}", Cancellation);
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));
        Assert.Equal(100, await node.PriceAsync(5, "c2", Cancellation));
        await using var source = NpgsqlDataSource.Create(As(role));
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        var calls = node.FactoryCalls;

        await using (var update = new NpgsqlCommand("update products set price = 500 where id = 4", connection))
            await update.ExecuteNonQueryAsync(Cancellation);
        await ShowsAsync(node, 4, "c1", 500);
        await connection.InvalidateAsync(Domain, ["product:5"], Cancellation);

        await Eventually.TrueAsync(
            async () =>
            {
                await node.PriceAsync(5, "c2", Cancellation);
                return node.FactoryCalls > calls + 1;
            },
            "the entry is made anew");
    }

    [Fact]
    public async Task Source_Changed_WhatIsLeftIsToldWithItsRemedy()
    {
        var log = await StartAsync(options => options.Source = CommitSource.LogicalReplication);
        await log.StopAsync();

        var outbox = await StartAsync();
        await LogsAsync(outbox, SlotLeft, $"pg_drop_replication_slot('coherence_{Domain}')");
        await outbox.StopAsync();

        var again = await StartAsync(options => options.Source = CommitSource.LogicalReplication);
        await LogsAsync(again, OutboxLeft, $"DROP FUNCTION {Outbox.Record}() CASCADE");
        // Both ways at once, as while nodes are replaced one by one.
        await Database.ExecuteAsync($"update products set price = 600 where id = 4; {Outbox.Drop} update products set price = 601 where id = 4", Cancellation);
        await ShowsAsync(again, 4, "c1", 601);
    }

    private async Task<string> CreateRoleAsync()
    {
        var role = $"plain_{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"create role {role} login password 'plain'", Cancellation);
        return role;
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "plain" }.ConnectionString;
}
