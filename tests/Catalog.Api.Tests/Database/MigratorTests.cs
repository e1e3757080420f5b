using AspireCache.TestSupport;
using Catalog.Api.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Catalog.Api.Tests.Database;

public sealed class MigratorTests(TestServers servers)
{
    private static readonly IReadOnlyList<Migration> Two = Migrations.InOrder(
        [Migrations.Parse("0002_second.sql", "create table second (id int)"), Migrations.Parse("0001_first.sql", "create table first (id int)")]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_ManyAtOnce_ApplyOnce()
    {
        await using var source = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(Cancellation));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MigrateAsync(source, Two)));

        await using var command = source.CreateCommand("select count(*) from schema_migrations");
        Assert.Equal(2L, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Migrate_AppliedOneWasEdited_IsRefused()
    {
        await using var source = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(Cancellation));
        await MigrateAsync(source, Two);

        var exception = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(source, [Migrations.Parse("0001_first.sql", "create table other (id int)"), Two[1]]));

        Assert.Contains("Migration '0001_first.sql' was edited", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_SearchOfEveryScript_CoversWhatIsThereAndChangesNoProduct()
    {
        await using var source = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(Cancellation));
        await MigrateAsync(source, [.. Migrations.All.Take(5)]);
        await ExecuteAsync(source, """
            insert into products (sku, name, price, currency, availability, brand_id, category_id)
            select 'K-1', '日本語の抹茶茶碗', 1, 'EUR', 'in_stock',
              (select brand_id from resolve_brands(array['Ærø'])), (select category_id from resolve_categories(array['Łódź > Ważne']))
            """);

        await MigrateAsync(source, Migrations.All);

        await using var command = source.CreateCommand("""
            select count(*) filter (where search @@ search_query('抹茶', false) and search @@ search_query('aero', false)
                and search @@ search_query('lodz', false) and search @@ search_query('wazne', false) and version = 1
                and category_path = 'łodz/wazne')::text
              || (select string_agg(word, ' ' order by word) from search_words where word in ('aero', 'lodz'))
              || (select count(*) from resolve_categories(array['Łódź > Ważne']) join products on products.category_id = resolve_categories.category_id)
            from products
            """);
        Assert.Equal("1aero lodz1", await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Migrate_DatabaseIsNewer_IsRefused()
    {
        await using var source = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(Cancellation));
        await MigrateAsync(source, Two);

        var exception = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(source, [Two[0]]));

        Assert.Contains("a newer build made it", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_OneFails_LeavesTheOnesBefore()
    {
        await using var source = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(Cancellation));
        Migration[] broken = [Two[0], Migrations.Parse("0002_broken.sql", "create table half (id int); select 1 / 0;")];

        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(source, broken));
        await MigrateAsync(source, Two);

        await using var command = source.CreateCommand("select to_regclass('half') is null and to_regclass('second') is not null");
        Assert.Equal(true, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public void Parse_OtherLineEnds_HasTheSameChecksum() => Assert.Equal(
        Migrations.Parse("0001_a.sql", "select 1;\nselect 2;\n").Checksum, Migrations.Parse("0001_a.sql", "select 1;\r\nselect 2;\r\n").Checksum);

    [Theory]
    [InlineData("first.sql")]
    [InlineData("0000_zero.sql")]
    [InlineData("_x.sql")]
    public void Parse_WrongName_IsRefused(string name) => Assert.Throws<MigrationException>(() => Migrations.Parse(name, ""));

    [Fact]
    public void InOrder_Gap_IsRefused() =>
        Assert.Throws<MigrationException>(() => Migrations.InOrder([Migrations.Parse("0001_a.sql", ""), Migrations.Parse("0003_c.sql", "")]));

    [Fact]
    public void All_TheseOfTheApi_AreInOrder() => Assert.Equal("0001_catalog.sql", Migrations.All[0].Name);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static Task MigrateAsync(NpgsqlDataSource source, IReadOnlyList<Migration> migrations) =>
        new Migrator(source, NullLogger<Migrator>.Instance).MigrateAsync(migrations, Cancellation);
}
