using System.Text.Json.Nodes;
using Web.Frontend.Formatting;

namespace Web.Frontend.Tests.Formatting;

public sealed class AttributeTextTests
{
    [Theory]
    [InlineData("netWeight", "Net weight")]
    [InlineData("net_weight", "Net weight")]
    [InlineData("EAN", "EAN")]
    [InlineData("mpn", "MPN")]
    public void Name_Identifier_BecomesWords(string name, string expected) => Assert.Equal(expected, AttributeText.Name(name));

    [Theory]
    [InlineData("\"blue\"", "blue")]
    [InlineData("1.50", "1.50")]
    [InlineData("true", "Yes")]
    [InlineData("null", "–")]
    [InlineData("[\"S\", 2, false]", "S, 2, No")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    public void Value_Json_ReadsAsText(string json, string expected) =>
        Assert.Equal(expected, AttributeText.Value(JsonNode.Parse(json)));
}
