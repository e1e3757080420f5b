using Web.Frontend.Editing;

namespace Web.Frontend.Tests.Editing;

public sealed class ConflictMergeTests
{
    [Fact]
    public void Compare_OnlyTheOtherChanged_OffersTheirsWithoutAQuestion()
    {
        var conflict = Assert.Single(ConflictMerge.Compare(Form("A", "1"), Form("A", "1"), Form("A", "2")));

        Assert.Equal(("price", "1.00", "1.00", "2.00", false), (conflict.Field.Key, conflict.Original, conflict.Mine, conflict.Theirs, conflict.Both));
    }

    [Fact]
    public void Compare_BothChangedDifferently_IsAQuestion() =>
        Assert.True(Assert.Single(ConflictMerge.Compare(Form("A", "1"), Form("B", "1"), Form("C", "1"))).Both);

    [Theory]
    [InlineData("B", "1", "B", "1")]
    [InlineData("B", "1", "A", "1")]
    [InlineData("A", "1", "A", "1.0")]
    public void Compare_NothingOfTheirsIsMissing_IsNoConflict(string name, string price, string theirName, string theirPrice) =>
        Assert.Empty(ConflictMerge.Compare(Form("A", "1"), Form(name, price), Form(theirName, theirPrice)));

    [Fact]
    public void Compare_LineBreaksAndOrderOfTags_AreNoChanges()
    {
        var original = new ProductForm { Description = "a\nb", Tags = "x, y" };
        var theirs = new ProductForm { Description = "a\r\nb", Tags = "Y,x" };

        Assert.Empty(ConflictMerge.Compare(original, original, theirs));
    }

    [Fact]
    public void Apply_Choices_TakesOnlyWhatWasChosen()
    {
        var mine = Form("Mine", "1");
        ConflictMerge.Apply(mine, Form("Theirs", "2"), new Dictionary<string, string> { ["name"] = "mine", ["price"] = "theirs" });

        Assert.Equal(("Mine", "2"), (mine.Name, mine.Price));
    }

    [Fact]
    public void All_Fields_CopyWhatTheyShow()
    {
        var full = new ProductForm
        {
            Sku = "S", Name = "N", Description = "D", Brand = "B", Category = "C > D", Price = "1.00", Currency = "USD", Stock = "5",
            Availability = "in_stock", Tags = "t", ImageLink = "https://i.test/", Attributes = [new AttributeRow { Name = "a", Value = "1" }],
        };
        foreach (var field in ProductField.All)
        {
            var copy = new ProductForm();
            field.Copy(full, copy);

            Assert.NotEqual("", field.Text(full));
            Assert.Equal(field.Text(full), field.Text(copy));
        }
    }

    private static ProductForm Form(string name, string price) => new() { Name = name, Price = price };
}
