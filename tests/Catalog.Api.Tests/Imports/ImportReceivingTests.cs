using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using AspireCache.TestSupport;
using Catalog.Api.Imports;
using Catalog.Contracts.Imports;
using Npgsql;

namespace Catalog.Api.Tests.Imports;

/// <summary>What can happen to an import while its file is received.</summary>
public sealed class ImportReceivingTests(PromptImportsApi api, TestServers servers) : IClassFixture<PromptImportsApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_WhileReceiving_TellsProgress()
    {
        await using var upload = new Upload(api.Writer, rows: 5000);
        await UntilReceivedAsync(upload.Id, rows: 1);

        ImportStatus status = await api.Writer.GetStatusAsync(upload.Id);

        Assert.Equal(ImportState.Receiving, status.State);
        Assert.InRange(status.RowsRead, 1, 5000);
        Assert.InRange(status.BytesRead, 1, long.MaxValue);
        Assert.Equal((ImportPhase.Receiving, status.RowsRead), (status.Progress!.Phase, status.Progress.Done));
        upload.Content.Release();
        using HttpResponseMessage response = await upload.Response;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        status = await api.Writer.WaitForEndAsync(upload.Id);
        Assert.Equal((ImportState.Succeeded, 5001, 5001), (status.State, status.RowsRead, status.Inserted));
    }

    [Fact]
    public async Task Events_WhileNothingHappens_AreHeartbeatsAndTheEndAtLast()
    {
        await using var upload = new Upload(api.Writer, rows: 1);
        await UntilReceivedAsync(upload.Id, rows: 0);
        using HttpResponseMessage events = await api.Writer.GetAsync($"{ImportClient.Address}/{upload.Id}/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", events.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync(Cancellation));

        while (!(await reader.ReadLineAsync(Cancellation))!.StartsWith(':'))
        {
        }

        upload.Content.Release();
        string rest = await reader.ReadToEndAsync(Cancellation);
        Assert.Contains("event: finished\nid: finished\ndata: {", rest, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_OfAServerThatStops_EndWithoutTheImport()
    {
        await using var upload = new Upload(api.Writer, rows: 1);
        await UntilReceivedAsync(upload.Id, rows: 0);
        (HostProcess process, HttpClient client) = await api.StartProcessAsync();
        await using HostProcess ended = process;
        using HttpClient disposed = client;
        using HttpResponseMessage events = await client.GetAsync($"{ImportClient.Address}/{upload.Id}/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        await process.InterruptAsync();

        string all = await events.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("event: progress", all, StringComparison.Ordinal);
        Assert.DoesNotContain("event: finished", all, StringComparison.Ordinal);
        Assert.Equal(0, await process.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task Cancel_WhileReceiving_EndsTheUpload()
    {
        await using var upload = new Upload(api.Writer, rows: 10);
        await UntilReceivedAsync(upload.Id, rows: 0);

        using HttpResponseMessage cancelled = await api.Writer.DeleteAsync($"{ImportClient.Address}/{upload.Id}", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        using HttpResponseMessage response = await upload.Response;
        Assert.Contains("was cancelled", (await response.ReadProblemAsync(HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
        await AssertNothingCameAsync(upload, ImportState.Cancelled, "The import was cancelled while it was received.");
    }

    [Fact]
    public async Task Disconnect_WhileReceiving_FailsTheImport()
    {
        await using var upload = new Upload(api.Writer, rows: 10);
        await UntilReceivedAsync(upload.Id, rows: 0);

        await upload.AbortAsync();

        Assert.Equal(ImportState.Failed, (await api.Writer.WaitForEndAsync(upload.Id)).State);
        await AssertNothingCameAsync(upload, ImportState.Failed, "The connection was closed after");
    }

    [Fact]
    public async Task DatabaseConnectionLost_WhileReceiving_FailsTheImport()
    {
        await using var upload = new Upload(api.Writer, rows: 10);
        await UntilReceivedAsync(upload.Id, rows: 0);

        await api.Database.UntilAsync(
            $"select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity where query like 'copy import_staging.rows_{upload.Id:N}%'");
        upload.Content.Release();

        using HttpResponseMessage response = await upload.Response;
        Assert.Contains("The database went away", (await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable)).Detail, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
        await AssertNothingCameAsync(upload, ImportState.Failed, "The database went away while the file was received.");
    }

    [Fact]
    public async Task DatabaseConnectionLost_NotNoticedForLong_IsToldByTheReceiver()
    {
        await using var seldom = new PromptImportsApi(servers) { ProgressInterval = "00:00:10" };
        await seldom.InitializeAsync();
        await using var upload = new Upload(seldom.Writer, rows: 10);
        await seldom.Database.UntilAsync($"select exists (select from pg_stat_activity where query like 'copy import_staging.rows_{upload.Id:N}%')");
        await seldom.Database.ExecuteAsync(
            $"select pg_terminate_backend(pid, 30000) from pg_stat_activity where query like 'copy import_staging.rows_{upload.Id:N}%'");
        await seldom.Database.ExecuteAsync($"update imports set heartbeat_at = now() - interval '10 s' where id = '{upload.Id}'");

        // Two rounds of the housekeeper, whose first may have looked before the line above.
        for (int i = 0; i < 2; i++)
        {
            var orphan = Guid.CreateVersion7();
            await seldom.Database.ExecuteAsync(
                $"insert into imports (id, format, mode, dry_run, heartbeat_at) values ('{orphan}', 'csv', 'atomic', false, now() - interval '10 s')");
            await seldom.Writer.WaitForEndAsync(orphan);
        }

        Assert.Equal(ImportState.Receiving, (await seldom.Writer.GetStatusAsync(upload.Id)).State);
        upload.Content.Release();
        using HttpResponseMessage response = await upload.Response;
        await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.StartsWith("The database went away", (await seldom.Writer.WaitForEndAsync(upload.Id)).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreUploadsThanAllowed_AreToldToWait()
    {
        var uploads = new List<Upload>();
        try
        {
            for (int i = 0; i < 4; i++)
            {
                uploads.Add(new Upload(api.Writer, rows: 1));
                await UntilReceivedAsync(uploads[^1].Id, rows: 0);
            }

            using HttpRequestMessage request = ImportClient.Request(new StringContent("id,title,price\nK,a,1 EUR\n"));
            using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

            Assert.StartsWith("4 imports are being received by this server already.", (await response.ReadProblemAsync(HttpStatusCode.TooManyRequests)).Detail, StringComparison.Ordinal);
            Assert.NotNull(response.Headers.RetryAfter);
        }
        finally
        {
            foreach (Upload upload in uploads)
                await upload.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false, "failed", "The server that received the file stopped before it had all of it.")]
    [InlineData(true, "cancelled", "The import was cancelled while it was received.")]
    public async Task ReceiverGone_OnAnotherReplica_IsNoticed(bool cancelled, string state, string failure)
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync(
            $"insert into imports (id, format, mode, dry_run, heartbeat_at, cancel_requested) values ('{id}', 'csv', 'atomic', false, now() - interval '10 s', {cancelled})");

        ImportStatus status = await api.Writer.WaitForEndAsync(id);

        Assert.Equal(state, ImportStore.Word(status.State));
        Assert.StartsWith(failure, status.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiverSilent_ButStillConnected_IsGivenUpOnlyAfterItsTime()
    {
        Guid quiet = Guid.CreateVersion7(), silent = Guid.CreateVersion7();
        await using NpgsqlConnection connection = await api.Database.OpenConnectionAsync(Cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Cancellation);
        foreach (Guid id in (Guid[])[quiet, silent])
            Assert.True(await Catalog.Api.Imports.Receiving.StagingTable.TryLockAsync(connection, id, Cancellation));

        await api.Database.ExecuteAsync($"""
            insert into imports (id, format, mode, dry_run, heartbeat_at) values
              ('{quiet}', 'csv', 'atomic', false, now() - interval '10 s'), ('{silent}', 'csv', 'atomic', false, now() - interval '2 min')
            """);

        Assert.Equal(ImportState.Failed, (await api.Writer.WaitForEndAsync(silent)).State);
        Assert.Equal(ImportState.Receiving, (await api.Writer.GetStatusAsync(quiet)).State);
        await api.Database.ExecuteAsync($"delete from imports where id = '{quiet}'");
    }

    [Fact]
    public async Task ServerKilled_WhileReceiving_FailsTheImportAndLeavesNothing()
    {
        (HostProcess process, HttpClient client) = await api.StartProcessAsync();
        await using HostProcess ended = process;
        using HttpClient disposed = client;
        await using var upload = new Upload(client, rows: 5000);
        await UntilReceivedAsync(upload.Id, rows: 1);

        await process.SignalAsync("KILL");
        await process.WaitForExitAsync(Cancellation);
        upload.Content.Release();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => upload.Response);
        await AssertNothingCameAsync(upload, ImportState.Failed, "The server that received the file stopped");
    }

    [Fact]
    public async Task ClientGone_FromARealServer_FailsTheImport()
    {
        (HostProcess process, HttpClient client) = await api.StartProcessAsync();
        await using HostProcess ended = process;
        using HttpClient disposed = client;
        var id = Guid.CreateVersion7();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, Cancellation);
            string head = $"POST {ImportClient.Address} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {PromptImportsApi.WriteToken}\r\nContent-Type: text/csv\r\nImport-Id: {id}\r\nContent-Length: 1000000\r\n\r\nid,title,price\nK,a,1 EUR\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
            await UntilReceivedAsync(id, rows: 0);
        }

        ImportStatus status = await api.Writer.WaitForEndAsync(id);

        Assert.Equal(ImportState.Failed, status.State);
        Assert.StartsWith("The connection was closed after", status.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestLongerThanAllowed_ByARealServer_IsRefused()
    {
        (HostProcess process, HttpClient client) = await api.StartProcessAsync("--Catalog:Imports:MaxRequestBytes=1000");
        await using HostProcess ended = process;
        using HttpClient disposed = client;

        using HttpRequestMessage told = ImportClient.Request(new ByteArrayContent(new byte[2000]));
        told.Headers.ExpectContinue = true;
        using HttpResponseMessage refused = await client.SendAsync(told, Cancellation);
        Assert.StartsWith("The request is longer than an import takes.", (await refused.ReadProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlotsOfConnections_AfterFailures_AreFreeAgain()
    {
        for (int i = 0; i < 10; i++)
        {
            await using var upload = new Upload(api.Writer, rows: 1);
            await UntilReceivedAsync(upload.Id, rows: 0);
            await upload.AbortAsync();
            await api.Writer.WaitForEndAsync(upload.Id);
        }

        Assert.Equal(ImportState.Succeeded, (await api.Writer.ImportAsync($"id,title,price\n{ImportClient.NewSku()},Kettle,1 EUR\n")).State);
    }

    /// <summary>Waits until the import is recorded, and so many rows of it were read.</summary>
    private Task UntilReceivedAsync(Guid id, int rows) =>
        api.Database.UntilAsync($"select exists (select from imports where id = '{id}' and rows_read >= {rows})");

    private async Task AssertNothingCameAsync(Upload upload, ImportState state, string failure)
    {
        ImportStatus status = await api.Writer.WaitForEndAsync(upload.Id);
        Assert.Equal(state, status.State);
        Assert.StartsWith(failure, status.Failure, StringComparison.Ordinal);
        Assert.Contains("The catalogue is unchanged.", status.Failure, StringComparison.Ordinal);
        await api.Database.UntilAsync($"select to_regclass('import_staging.rows_{upload.Id:N}') is null");
        Assert.Null(await api.Anonymous.FindProductAsync($"{upload.Prefix}-0"));
    }

    /// <summary>An upload that stops short of its last row until it is released.</summary>
    private sealed class Upload : IAsyncDisposable
    {
        private readonly CancellationTokenSource _abort = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        private readonly HttpRequestMessage _request;

        public Upload(HttpClient client, int rows)
        {
            string content = "id,title,price\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{Prefix}-{i},Kettle,1 EUR\n"));
            Content = new HeldContent(Encoding.UTF8.GetBytes(content), Encoding.UTF8.GetBytes($"{Prefix}-last,Kettle,1 EUR\n"));
            Content.Headers.ContentType = new MediaTypeHeaderValue(ImportClient.Csv);
            _request = new HttpRequestMessage(HttpMethod.Post, ImportClient.Address) { Content = Content };
            _request.Headers.Add("Import-Id", Id.ToString());
            Response = client.SendAsync(_request, _abort.Token);
        }

        public Guid Id { get; } = Guid.CreateVersion7();

        public string Prefix { get; } = ImportClient.NewSku("U");

        public HeldContent Content { get; }

        public Task<HttpResponseMessage> Response { get; }

        public async Task AbortAsync()
        {
            await _abort.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Response);
        }

        public async ValueTask DisposeAsync()
        {
            await _abort.CancelAsync();
            await Response.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _request.Dispose();
            _abort.Dispose();
        }
    }
}
