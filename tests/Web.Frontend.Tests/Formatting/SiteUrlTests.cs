using Catalog.Contracts.Products;
using Web.Frontend.Formatting;

namespace Web.Frontend.Tests.Formatting;

public sealed class SiteUrlTests
{
    [Fact]
    public void Brand_NameWithSlashAndSpace_KeepsTheSlashAsASegment() =>
        Assert.Equal("/brands/Tarn/Hollow%20%26%20Co", SiteUrl.Brand("Tarn/Hollow & Co"));

    [Theory]
    [InlineData(null, "/pictures/7?v=3")]
    [InlineData("https://cdn.test/a.jpg", "https://cdn.test/a.jpg")]
    [InlineData("HTTP://cdn.test/a.jpg", "https://cdn.test/a.jpg")]
    public void Picture_Link_IsAlwaysSecureOrOurs(string? link, string expected) =>
        Assert.Equal(expected, SiteUrl.Picture(7, 3, link));

    [Theory]
    [InlineData(SuggestionKind.Product, "12", "/p/12/red-pan")]
    [InlineData(SuggestionKind.Category, "home/pans", "/c/home/pans")]
    [InlineData(SuggestionKind.Brand, "Ola & Fils", "/brands/Ola%20%26%20Fils")]
    public void Suggestion_Kind_LeadsToItsPage(SuggestionKind kind, string target, string expected) =>
        Assert.Equal(expected, SiteUrl.Suggestion(new Suggestion(kind, "Red pan", target)));
}
