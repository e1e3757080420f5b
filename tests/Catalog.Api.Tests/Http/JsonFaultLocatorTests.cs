using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Http;

namespace Catalog.Api.Tests.Http;

public sealed class JsonFaultLocatorTests
{
    [Theory]
    [InlineData("{", "$")]
    [InlineData("{ \"a\": }", "$.a")]
    [InlineData("{ \"a\": 1, \"b\": { \"c\": [ 1, 2, x ] } }", "$.b.c[1]")]
    [InlineData("{ \"a\": [ { }, { \"d\": tru } ] }", "$.a[1].d")]
    [InlineData("{ \"a\": { } x }", "$")]
    public void Locate_BrokenAt_GivesThePath(string json, string path)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var fault = Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(bytes));

        Assert.Equal(path, JsonFaultLocator.Locate(bytes, fault).Path);
    }
}
