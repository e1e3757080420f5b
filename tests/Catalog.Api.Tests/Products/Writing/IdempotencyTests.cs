using System.Net;
using System.Net.Http.Json;
using Catalog.Api.Idempotency;
using Catalog.Api.Tests.Hosting;
using Catalog.Contracts;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Products.Writing;

public sealed class IdempotencyTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Repeated_GivesTheSameAnswerAndMakesNothing()
    {
        var key = Sample.Sku();
        var input = Sample.Input();
        using var first = await PostAsync(key, input);

        using var second = await PostAsync($"\"{key}\"", input with { Price = new Money(49.9000m, "EUR") });

        Assert.False(first.Headers.Contains(KeptAnswer.Header));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues(KeptAnswer.Header)));
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancellation), await second.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Post_SameKeyOtherProduct_Answers422()
    {
        var key = Sample.Sku();
        await PostAsync(key, Sample.Input());

        using var response = await PostAsync(key, Sample.Input());

        await Problem.ReadAsync(response, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Post_FiftyAtOnceWithOneKey_MakeOneProduct()
    {
        var key = Sample.Sku();
        var input = Sample.Input();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(key, input)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Single(answers, answer => !answer.Headers.Contains(KeptAnswer.Header));
    }

    [Fact]
    public async Task Post_FirstTryFailed_KeyIsStillFree()
    {
        var key = Sample.Sku();
        var taken = await api.CreateAsync(Sample.Input());
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(key, Sample.Input(taken.Sku))).StatusCode);

        using var response = await PostAsync(key, Sample.Input());

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Post_KeyIsADayOld_IsANewRequest()
    {
        var key = Sample.Sku();
        await PostAsync(key, Sample.Input());
        await using var age = api.Database.CreateCommand("update idempotency_keys set created_at = now() - interval '25 hours' where key = $1");
        age.Parameters.Add(new() { Value = key });
        await age.ExecuteNonQueryAsync(Cancellation);

        using var response = await PostAsync(key, Sample.Input());

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.False(response.Headers.Contains(KeptAnswer.Header));
    }

    [Fact]
    public async Task Forget_OldKeys_RemovesOnlyThose()
    {
        var (old, young) = (Sample.Sku(), Sample.Sku());
        await PostAsync(old, Sample.Input());
        await PostAsync(young, Sample.Input());
        await using var age = api.Database.CreateCommand("update idempotency_keys set created_at = now() - interval '25 hours' where key = $1");
        age.Parameters.Add(new() { Value = old });
        await age.ExecuteNonQueryAsync(Cancellation);

        await IdempotencyStore.ForgetAsync(api.Database, Cancellation);

        await using var left = api.Database.CreateCommand("select array_agg(key) from idempotency_keys where key = any ($1)");
        left.Parameters.Add(new() { Value = new[] { old, young } });
        Assert.Equal(new[] { young }, await left.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Post_KeyTooLong_Answers400()
    {
        using var response = await PostAsync(new string('k', 256), Sample.Input());

        var problem = await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("1 to 255", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(string key, ProductInput input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Sample.Products) { Content = JsonContent.Create(input, options: CatalogJson.Options) };
        request.Headers.TryAddWithoutValidation(IdempotentRequest.Header, key);
        return await api.Writer.SendAsync(request, Cancellation);
    }
}
