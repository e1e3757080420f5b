using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Products.Listing;

/// <summary>Which words find which names, in scripts beyond ASCII.</summary>
public sealed class ScriptSearchTests(ScriptSearchTests.Shop shop) : IClassFixture<ScriptSearchTests.Shop>
{
    /// <summary>A name, what finds it, and what must not.</summary>
    public static TheoryData<string, string[], string[]> Words => new()
    {
        { "日本語の抹茶茶碗", ["抹茶", "茶碗", "日本語", "日", "碗", "日本語の抹茶茶碗", "抹茶 茶碗", "抹茶茶碗"], ["茶抹", "碗茶", "抹碗", "本日", "茶茶茶"] },
        { "急須 Kyusu 300ml", ["急須", "急須 kyusu", "kyusu急須", "300ml"], ["須急", "急須 tetsubin"] },
        { "コーヒーミル", ["コーヒー", "ミル", "ｺｰﾋｰ", "コーヒーミル"], ["ヒーコー", "ミルク"] },
        { "がま口ポーチ", ["がま口", "ポーチ"], ["ボーチ"] },
        { "茶葉", ["茶葉", "葉"], ["茶壺"] },
        { "ผ้าไหมไทย", ["ผ้าไหม", "ไหม", "ไทย"], ["ไทยไหม"] },
        { "한국 김치통", ["김치", "한국", "김치통"], ["깁치"] },
        { "Łódź Vase", ["lodz", "łódź", "LODZ", "lod", "Łodz vase"], ["lorry"] },
        { "Ærø Candle", ["aero", "ærø", "Aerø", "ÆRØ"], ["arrow"] },
        { "Œuvre Poster", ["oeuvre", "œuvre"], ["oyster"] },
        { "Straßenschild", ["strassenschild", "straßenschild", "STRASSEN"], ["strand"] },
        { "Đorđe Balašević", ["dorde", "balasevic", "đorđe"], ["drawer"] },
        { "Kırmızı Halı", ["kirmizi", "kırmızı", "hali", "KIRMIZI"], ["kimono"] },
        { "Þórshöfn Knit", ["thorshofn", "þórshöfn"], ["porridge"] },
        { "Ħamrun Ġbejna", ["hamrun", "gbejna"], ["hammer"] },
        { "Ѓурѓа Каша", ["каша", "КАША"], ["рыба"] },
        { "Crème Brûlée", ["creme brulee", "crème", "BRULEE"], ["grille"] },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Search_Words_FindTheNameOrDoNot(string name, string[] found, string[] notFound)
    {
        foreach (var words in found)
            Assert.True((await FindAsync(words)).Contains(name), $"'{words}' does not find '{name}'");
        foreach (var words in notFound)
            Assert.False((await FindAsync(words)).Contains(name), $"'{words}' finds '{name}'");
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Suggest_Words_OfferTheNameOrDoNot(string name, string[] found, string[] notFound)
    {
        foreach (var words in found)
            Assert.True((await shop.SuggestAsync(words)).Any(suggestion => suggestion.Text == name), $"'{words}' does not offer '{name}'");
        foreach (var words in notFound)
            Assert.DoesNotContain(await shop.SuggestAsync(words), suggestion => suggestion.Text == name);
    }

    [Theory]
    [InlineData("Łódzki", "lodzki")]
    [InlineData("無印良品", "良品")]
    public async Task Search_BrandsAndCategories_AreFoundByTheSameWords(string name, string words)
    {
        await shop.CreateAsync(Sample.Input(name: "Plain 1") with { Brand = name });
        await shop.CreateAsync(Sample.Input(name: "Plain 2") with { Category = name });

        Assert.Contains("Plain 1", await FindAsync(words));
        Assert.Contains("Plain 2", await FindAsync(words));
        Assert.Equal(2, (await shop.SuggestAsync(words)).Count(suggestion => suggestion.Text == name));
        Assert.Contains(name, await shop.Anonymous.GetStringAsync($"/api/v1/brands?q={Uri.EscapeDataString(words)}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> FindAsync(string words) =>
        (await shop.ListAsync($"q={Uri.EscapeDataString(words)}&limit=100")).Items.Select(item => item.Name);

    public sealed class Shop(AspireCache.TestSupport.TestServers servers) : CatalogApi(servers), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var row in Words)
                await this.CreateAsync(Sample.Input(name: row.Data.Item1));
        }
    }
}
