using System.Net.Sockets;
using System.Text;
using AspireCache.TestSupport;
using Catalog.Api.Http;
using Catalog.Api.Tests.Imports;

namespace Catalog.Api.Tests.Http;

public sealed class PathTests(PromptImportsApi api) : IClassFixture<PromptImportsApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/a%01b", "must not have control characters; there is U+0001 at character 3")]
    [InlineData("/a%0Ab", "must not have control characters")]
    [InlineData("/%C2%85", "must not have control characters; there is U+0085")]
    [InlineData("/%ff", "must be UTF-8")]
    [InlineData("/%c0%af", "must be UTF-8")]
    [InlineData("/%ed%a0%80", "must be UTF-8")]
    [InlineData("/%zz", "there is '%zz'")]
    [InlineData("/50%", "there is '%'")]
    [InlineData("/%a?q", "there is '%a'")]
    public void FaultIn_PathThatSaysNothing_SaysWhy(string target, string fault) =>
        Assert.Contains(fault, PathCheck.FaultIn(target), StringComparison.Ordinal);

    [Theory]
    [InlineData("/api/v1/products/by-sku/K%C3%A4se%2F1%20%25ff")]
    [InlineData("/?q=%ff%00")]
    [InlineData("/%F0%9F%8D%95")]
    [InlineData("")]
    public void FaultIn_PathThatIsText_IsNone(string target) => Assert.Null(PathCheck.FaultIn(target));

    [Fact]
    public async Task Path_ThatSaysNothing_IsAProblem()
    {
        (HostProcess process, HttpClient client) = await api.StartProcessAsync();
        await using HostProcess ended = process;
        using HttpClient disposed = client;

        string control = await GetRawAsync(client.BaseAddress!, "/api/v1/products/by-sku/a%0Ab");
        string broken = await GetRawAsync(client.BaseAddress!, "/api/v1/categories/by-path/%ff");
        string zero = await GetRawAsync(client.BaseAddress!, "/api/v1/products/by-sku/a%00b");

        Assert.StartsWith("HTTP/1.1 400 ", control, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", control, StringComparison.Ordinal);
        Assert.Contains("U\\u002B000A", control.Replace("U+", "U\\u002B", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("The path must be UTF-8", broken, StringComparison.Ordinal);
        // The server itself refuses this one, before any of our code.
        Assert.StartsWith("HTTP/1.1 400 ", zero, StringComparison.Ordinal);
    }

    // Without the client's own corrections.
    private static async Task<string> GetRawAsync(Uri server, string target)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, Cancellation);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Cancellation);
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadToEndAsync(Cancellation);
    }
}
