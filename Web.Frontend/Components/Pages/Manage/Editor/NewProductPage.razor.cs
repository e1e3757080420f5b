using Web.Frontend.Editing;
using Web.Frontend.Formatting;

namespace Web.Frontend.Components.Pages.Manage.Editor;

public sealed partial class NewProductPage
{
    protected override void OnInitialized() => Edit ??= ProductEdit.New();

    private async Task CreateAsync()
    {
        if (Edit is not { } edit || ReadForm(edit) is not { } input)
            return;

        await SaveAsync(edit, async () =>
        {
            var product = await Editor.CreateAsync(input, edit.IdempotencyKey, Aborted);
            Flash.Success(Http, $"“{product.Name}” is in the catalogue.");
            Navigation.NavigateTo(SiteUrl.EditProduct(product.Id));
        });
    }
}
