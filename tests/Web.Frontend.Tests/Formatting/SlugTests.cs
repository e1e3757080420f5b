using Web.Frontend.Formatting;

namespace Web.Frontend.Tests.Formatting;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Stovetop kettle, 1.5 L", "stovetop-kettle-1-5-l")]
    [InlineData("Crème brûlée", "crème-brûlée")]
    [InlineData("  --- ", "product")]
    [InlineData("Baker's dozen", "bakers-dozen")]
    [InlineData("Чайник", "чайник")]
    [InlineData("茶壶", "茶壶")]
    public void Of_Name_KeepsLettersAndDigits(string name, string expected) => Assert.Equal(expected, Slug.Of(name));

    [Fact]
    public void Of_LongName_EndsWithAWholeCharacter()
    {
        var slug = Slug.Of(string.Concat(Enumerable.Repeat("long name ", 40)));

        Assert.InRange(slug.Length, 70, 80);
        Assert.False(slug.EndsWith('-'));
    }
}
