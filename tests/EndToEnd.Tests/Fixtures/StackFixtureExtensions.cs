using System.Net.Http.Headers;

namespace AspireCache.EndToEnd.Tests.Fixtures;

/// <summary>What tests do with a stack.</summary>
internal static class StackFixtureExtensions
{
    /// <summary>A client of the API that may write.</summary>
    public static HttpClient CreateWriter(this StackFixture stack) => CreateWriter(stack.ApiAddress, stack.WriteToken);

    /// <summary>A client of the API that may only read.</summary>
    public static HttpClient CreateReader(this StackFixture stack) => new() { BaseAddress = stack.ApiAddress };

    /// <summary>A client of an API that may write with <paramref name="token"/>.</summary>
    public static HttpClient CreateWriter(Uri address, string token)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
