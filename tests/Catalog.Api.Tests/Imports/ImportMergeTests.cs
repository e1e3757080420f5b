using System.Net;
using System.Net.Http.Json;
using System.Text;
using Catalog.Api.Imports;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Catalog.Api.Tests.Imports;

/// <summary>What can happen to an import while it is merged.</summary>
public sealed class ImportMergeTests(PromptImportsApi api) : IClassFixture<PromptImportsApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Interrupted_ItsConnectionEnds_IsDoneOnceAllTheSame()
    {
        string sku = await MakeProductAsync();
        await using Edit edit = await Edit.BeginAsync(api.Database, sku);
        Guid import = await AcceptAsync($"id,title,price\n{sku},Kettle,2 EUR\n{sku}-new,Kettle,1 EUR\n");
        await api.Database.UntilMergeWaitsAsync();

        await api.Database.TerminateWaitingMergeAsync();
        await api.Database.UntilAsync($"select attempts >= 2 from imports where id = '{import}'");
        await edit.CommitAsync("stock = stock");

        ImportStatus status = await api.Writer.WaitForEndAsync(import);
        Assert.Equal((ImportState.Succeeded, 2, 1, 1, 0, 0), ImportTests.Summary(status));
        Product changed = await api.Anonymous.GetProductAsync(sku);
        Assert.Equal((2L, new Money(2, "EUR")), (changed.Version, changed.Price));
        Assert.Equal(1, (await api.Anonymous.GetProductAsync(sku + "-new")).Version);
        Assert.False(await api.Database.HasStagedRowsAsync(import));
    }

    [Fact]
    public async Task Interrupted_TooOften_FailsAndSaysSo()
    {
        string sku = await MakeProductAsync();
        await using Edit edit = await Edit.BeginAsync(api.Database, sku);
        Guid import = await AcceptAsync($"id,title,price\n{sku},Kettle,2 EUR\n");
        await api.Database.UntilMergeWaitsAsync();

        await api.Database.ExecuteAsync($"update imports set attempts = 10 where id = '{import}'");
        await api.Database.TerminateWaitingMergeAsync();

        ImportStatus status = await api.Writer.WaitForEndAsync(import);
        Assert.Equal(ImportState.Failed, status.State);
        Assert.StartsWith("Its merge was interrupted 10 times. The catalogue is unchanged.", status.Failure, StringComparison.Ordinal);
        Assert.False(await api.Database.HasStagedRowsAsync(import));
        await edit.CommitAsync("stock = stock");
        Assert.Equal(1, (await api.Anonymous.GetProductAsync(sku)).Version);
    }

    [Fact]
    public async Task Cancel_WhileMerging_UndoesEverything()
    {
        string sku = await MakeProductAsync();
        await using Edit edit = await Edit.BeginAsync(api.Database, sku);
        Guid import = await AcceptAsync($"id,title,price,brand\n{sku},Kettle,2 EUR,\n{sku}-new,Kettle,1 EUR,Brand {sku}\n");
        await api.Database.UntilMergeWaitsAsync();

        using HttpResponseMessage response = await api.Writer.DeleteAsync($"{ImportClient.Address}/{import}", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(ImportState.Cancelled, (await api.Writer.WaitForEndAsync(import)).State);
        Assert.False(await api.Database.HasStagedRowsAsync(import));
        await edit.CommitAsync("stock = stock");
        Assert.Equal(1, (await api.Anonymous.GetProductAsync(sku)).Version);
        Assert.Null(await api.Anonymous.FindProductAsync(sku + "-new"));
        Assert.Equal(0, await api.Database.ScalarAsync<long>($"select count(*) from brands where name = 'Brand {sku}'"));
    }

    [Fact]
    public async Task Progress_OfEachPhase_IsTold()
    {
        string present = await MakeProductAsync(), sku = ImportClient.NewSku();
        Guid import;
        await using Edit edit = await Edit.BeginAsync(api.Database, present);
        await using NpgsqlConnection connection = await api.Database.OpenConnectionAsync(Cancellation);
        await using (NpgsqlTransaction turn = await connection.BeginTransactionAsync(Cancellation))
        {
            await Catalog.Api.Imports.Merging.MergeQueue.TakeTurnAsync(connection, Cancellation);
            import = await AcceptAsync($"id,title,price\n{sku}1,Kettle,1 EUR\n{sku}2,Kettle,1 EUR\n{sku}3,Kettle,1 EUR\n{present},Kettle,2 EUR\n");
            Assert.Equal(new ImportProgress(ImportPhase.Waiting, 0, null, null, null, null), (await api.Writer.GetStatusAsync(import)).Progress);
        }

        await api.Database.UntilMergeWaitsAsync();
        Assert.Equal(new ImportProgress(ImportPhase.Comparing, 0, null, null, null, null), (await api.Writer.GetStatusAsync(import)).Progress);

        // The second of the new products cannot be written before this transaction ends.
        await using NpgsqlTransaction other = await connection.BeginTransactionAsync(Cancellation);
        await using (var insert = new NpgsqlCommand(
            $"insert into products (sku, name, price, currency, availability) values ('{sku}2', 'Kettle', 1, 'EUR', 'in_stock')", connection))
        {
            await insert.ExecuteNonQueryAsync(Cancellation);
        }

        await edit.CommitAsync("stock = stock");
        await api.Database.UntilAsync(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into products%')");
        ImportProgress progress = (await api.Writer.GetStatusAsync(import)).Progress!;
        Assert.Equal((ImportPhase.Writing, 2L, 4L, 0.5), (progress.Phase, progress.Done, progress.Total, progress.Share));

        await other.RollbackAsync(Cancellation);
        ImportStatus status = await api.Writer.WaitForEndAsync(import);
        Assert.Equal((ImportState.Succeeded, 4, 3, 1, 0, 0), ImportTests.Summary(status));
        Assert.Null(status.Progress);
    }

    [Fact]
    public async Task Cancel_WhileOthersAreMerged_TakesItOutOfTheQueue()
    {
        await using NpgsqlConnection connection = await api.Database.OpenConnectionAsync(Cancellation);
        await using NpgsqlTransaction turn = await connection.BeginTransactionAsync(Cancellation);
        await Catalog.Api.Imports.Merging.MergeQueue.TakeTurnAsync(connection, Cancellation);
        string sku = ImportClient.NewSku();
        Guid import = await AcceptAsync($"id,title,price\n{sku},Kettle,2 EUR\n");

        using HttpResponseMessage response = await api.Writer.DeleteAsync($"{ImportClient.Address}/{import}", Cancellation);
        await turn.RollbackAsync(Cancellation);

        Assert.Equal(ImportState.Cancelled, (await api.Writer.WaitForEndAsync(import)).State);
        Assert.Null(await api.Anonymous.FindProductAsync(sku));
    }

    [Fact]
    public async Task ConcurrentEdit_OfAnotherField_IsKept()
    {
        string sku = await MakeProductAsync();
        await using Edit edit = await Edit.BeginAsync(api.Database, sku);
        Guid import = await AcceptAsync($"id,title,price\n{sku},Kettle,2 EUR\n");
        await api.Database.UntilMergeWaitsAsync();

        await edit.CommitAsync("description = 'Edited meanwhile'");

        Assert.Equal((ImportState.Succeeded, 1, 0, 1, 0, 0), ImportTests.Summary(await api.Writer.WaitForEndAsync(import)));
        Product product = await api.Anonymous.GetProductAsync(sku);
        Assert.Equal((3L, "Edited meanwhile", new Money(2, "EUR")), (product.Version, product.Description, product.Price));
    }

    [Fact]
    public async Task ConcurrentEdit_ToWhatTheFileSays_LeavesNothingToDo()
    {
        string sku = await MakeProductAsync();
        await using Edit edit = await Edit.BeginAsync(api.Database, sku);
        Guid import = await AcceptAsync($"id,title,price\n{sku},Kettle,2 EUR\n");
        await api.Database.UntilMergeWaitsAsync();

        await edit.CommitAsync("price = 2");

        Assert.Equal((ImportState.Succeeded, 1, 0, 0, 1, 0), ImportTests.Summary(await api.Writer.WaitForEndAsync(import)));
        Assert.Equal(2, (await api.Anonymous.GetProductAsync(sku)).Version);
    }

    [Fact]
    public async Task ConcurrentInsert_OfTheSameSku_IsUpdatedInstead()
    {
        string sku = ImportClient.NewSku();
        await using NpgsqlConnection connection = await api.Database.OpenConnectionAsync(Cancellation);
        await using NpgsqlTransaction other = await connection.BeginTransactionAsync(Cancellation);
        await using (var insert = new NpgsqlCommand(
            $"insert into products (sku, name, price, currency, availability) values ('{sku}', 'Made meanwhile', 1, 'EUR', 'in_stock')", connection))
        {
            await insert.ExecuteNonQueryAsync(Cancellation);
        }

        Guid import = await AcceptAsync($"id,title,price\n{sku},Kettle,1 EUR\n");
        await api.Database.UntilAsync("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into products%')");
        await other.CommitAsync(Cancellation);

        Assert.Equal((ImportState.Succeeded, 1, 0, 1, 0, 0), ImportTests.Summary(await api.Writer.WaitForEndAsync(import)));
        Product product = await api.Anonymous.GetProductAsync(sku);
        Assert.Equal((2L, "Kettle", Availability.InStock), (product.Version, product.Name, product.Availability));
    }

    [Fact]
    public async Task SeveralAtOnce_OnSeveralReplicas_AreMergedOneAfterTheOther()
    {
        await using PromptImportsApi replica = await api.StartReplicaAsync();
        string sku = ImportClient.NewSku();
        string Content(int price) => "id,title,price\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{sku}-{i},Kettle,{price} EUR\n"));

        ImportStatus[] results = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => (i % 2 == 0 ? api : replica).Writer.ImportAsync(Content(i))));

        Assert.All(results, result => Assert.Equal((ImportState.Succeeded, 200L), (result.State, result.Inserted + result.Updated)));
        Assert.Equal(200, results.Sum(result => result.Inserted));
        Assert.Equal("6|6|200", await api.Database.ScalarAsync<string>(
            $"select concat_ws('|', min(version), max(version), count(*)) from products where sku like '{sku}-%'"));
    }

    [Fact]
    public async Task ReplicaGone_AfterItAccepted_IsFinishedByAnother()
    {
        string sku = ImportClient.NewSku();
        Guid import;
        await using (NpgsqlConnection connection = await api.Database.OpenConnectionAsync(Cancellation))
        await using (NpgsqlTransaction turn = await connection.BeginTransactionAsync(Cancellation))
        {
            await Catalog.Api.Imports.Merging.MergeQueue.TakeTurnAsync(connection, Cancellation);
            await using PromptImportsApi replica = await api.StartReplicaAsync();
            import = await AcceptAsync($"id,title,price\n{sku},Kettle,2 EUR\n", replica.Writer);
        }

        Assert.Equal((ImportState.Succeeded, 1, 1, 0, 0, 0), ImportTests.Summary(await api.Writer.WaitForEndAsync(import)));
    }

    [Theory]
    [InlineData("53100", "The database has no room left.")]
    [InlineData("23514", "The database refused it: no such luck (23514).")]
    public async Task DatabaseRefusesIt_ForGood_FailsWithItsReason(string sqlState, string failure)
    {
        string sku = ImportClient.NewSku();
        await api.Database.ExecuteAsync($"""
            create function refuse_{sqlState}() returns trigger language plpgsql as $$ begin raise exception 'no such luck' using errcode = '{sqlState}'; end $$;
            create trigger refuse_{sqlState} before insert on products for each row when (new.name = 'Refused {sku}') execute function refuse_{sqlState}()
            """);

        ImportStatus status = await api.Writer.ImportAsync($"id,title,price\n{sku},Refused {sku},2 EUR\n{sku}-2,Kettle,1 EUR\n");

        Assert.Equal((ImportState.Failed, $"{failure} The catalogue is unchanged."), (status.State, status.Failure));
        Assert.Null(await api.Anonymous.FindProductAsync(sku + "-2"));
        Assert.False(await api.Database.HasStagedRowsAsync(status.Id));
    }

    [Fact]
    public async Task CachesNotTold_BecauseTheReplicaDied_AreToldByAnother()
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync(
            $"insert into imports (id, state, format, mode, dry_run, finished_at, caches_stale) values ('{id}', 'succeeded', 'csv', 'atomic', false, now() - interval '10 s', true)");

        Assert.Equal(ImportState.Succeeded, (await api.Writer.WaitForEndAsync(id)).State);
        Assert.False(await api.Database.ScalarAsync<bool>($"select caches_stale from imports where id = '{id}'"));
    }

    [Fact]
    public async Task CachesNotToldYet_IsNotTheEnd()
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync(
            $"insert into imports (id, state, format, mode, dry_run, finished_at, caches_stale) values ('{id}', 'succeeded', 'csv', 'atomic', false, now() + interval '1 hour', true)");

        ImportStatus status = await api.Writer.GetStatusAsync(id);
        using HttpResponseMessage cancel = await api.Writer.DeleteAsync($"{ImportClient.Address}/{id}", Cancellation);

        Assert.Equal((ImportState.Merging, null), (status.State, status.FinishedAt));
        Assert.StartsWith("The import has been merged;", (await cancel.ReadProblemAsync(HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemoveFinished_AfterTheirTime_KeepsTheOthers()
    {
        Guid old = Guid.CreateVersion7(), recent = Guid.CreateVersion7();
        await api.Database.ExecuteAsync($"""
            insert into imports (id, state, format, mode, dry_run, finished_at) values
              ('{old}', 'succeeded', 'csv', 'atomic', false, now() - interval '31 days'), ('{recent}', 'succeeded', 'csv', 'atomic', false, now() - interval '29 days')
            """);

        await api.Services.GetRequiredService<ImportStore>().RemoveFinishedAsync(TimeSpan.FromDays(30), Cancellation);

        Assert.Equal(recent, await api.Database.ScalarAsync<Guid>($"select id from imports where id in ('{old}', '{recent}')"));
    }

    private async Task<string> MakeProductAsync()
    {
        string sku = ImportClient.NewSku();
        await api.Writer.ImportAsync($"id,title,price\n{sku},Kettle,1 EUR\n");
        return sku;
    }

    private Task<Guid> AcceptAsync(string content) => AcceptAsync(content, api.Writer);

    private static async Task<Guid> AcceptAsync(string content, HttpClient client)
    {
        using HttpRequestMessage request = ImportClient.Request(new ByteArrayContent(Encoding.UTF8.GetBytes(content)));
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<ImportStatus>(CatalogJson.Options, Cancellation))!.Id;
    }

    /// <summary>A change by somebody else, under way: it holds the product's lock until it is committed.</summary>
    private sealed class Edit(NpgsqlConnection connection, NpgsqlTransaction transaction, string sku) : IAsyncDisposable
    {
        public static async Task<Edit> BeginAsync(NpgsqlDataSource database, string sku)
        {
            NpgsqlConnection connection = await database.OpenConnectionAsync(Cancellation);
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Cancellation);
            await using var command = new NpgsqlCommand("select from products where sku = $1 for update", connection) { Parameters = { new() { Value = sku } } };
            await command.ExecuteNonQueryAsync(Cancellation);
            return new Edit(connection, transaction, sku);
        }

        public async Task CommitAsync(string change)
        {
            await using var command = new NpgsqlCommand($"update products set {change} where sku = $1", connection) { Parameters = { new() { Value = sku } } };
            await command.ExecuteNonQueryAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
