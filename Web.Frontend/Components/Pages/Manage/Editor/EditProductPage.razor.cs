using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Editing;
using Web.Frontend.Formatting;

namespace Web.Frontend.Components.Pages.Manage.Editor;

public sealed partial class EditProductPage
{
    private IReadOnlyList<FieldConflict> _conflicts = [];
    private bool _deleted;

    [Parameter]
    public long Id { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (Edit is not null)
            return;

        if (await Catalog.FindProductAsync(Id, Aborted) is { } product)
            Edit = ProductEdit.Of(product);
        else
            Navigation.NotFound();
    }

    private async Task SubmitAsync()
    {
        if (Edit is not { } edit)
            return;

        if (edit.Choices is { } choices && edit.ReadOriginal() is { } theirs)
            ConflictMerge.Apply(edit.Product, theirs, choices);
        if (ReadForm(edit) is { } input)
            await SaveAsync(edit, () => edit.Action == ProductEdit.Recreate ? CreateAnewAsync(edit, input) : ReplaceAsync(edit, input));
    }

    private async Task ReplaceAsync(ProductEdit edit, ProductInput input)
    {
        try
        {
            var product = await Editor.ReplaceAsync(Id, edit.Version, input, Aborted);
            Saved(product.Name);
        }
        catch (CatalogProblemException e) when (e.Problem.Status == StatusCodes.Status404NotFound)
        {
            ShowDeleted(edit);
        }
        catch (CatalogProblemException e) when (e.Problem.Status == StatusCodes.Status412PreconditionFailed)
        {
            await ShowConflictAsync(edit, input);
        }
    }

    private async Task ShowConflictAsync(ProductEdit edit, ProductInput input)
    {
        if (await Catalog.FindProductAsync(Id, Aborted) is not { } current)
        {
            ShowDeleted(edit);
            return;
        }

        var theirs = ProductForm.Of(current);
        if (ConflictMerge.AreSame(edit.Product, theirs))
        {
            // An earlier try got through although its answer did not; or two people had the same idea.
            Saved(current.Name);
            return;
        }

        var outdated = edit.Version;
        _conflicts = ConflictMerge.Compare(edit.ReadOriginal() ?? new ProductForm(), edit.Product, theirs);
        edit.Rebase(current);
        if (_conflicts.Count == 0 && current.Version != outdated)
        {
            // What the other person changed, this user changed alike: nothing to choose.
            await ReplaceAsync(edit, input);
            return;
        }

        if (_conflicts.Count == 0)
            Failure = "Not saved: somebody is changing this product at the same time. Save again in a moment.";
        Http.Response.StatusCode = StatusCodes.Status409Conflict;
    }

    private async Task CreateAnewAsync(ProductEdit edit, ProductInput input)
    {
        _deleted = true;
        var product = await Editor.CreateAsync(input, edit.IdempotencyKey, Aborted);
        Flash.Success(Http, $"“{product.Name}” is in the catalogue again.");
        Navigation.NavigateTo(SiteUrl.EditProduct(product.Id));
    }

    private void ShowDeleted(ProductEdit edit)
    {
        _deleted = true;
        edit.RenewKey();
        Http.Response.StatusCode = StatusCodes.Status409Conflict;
    }

    private void Saved(string name)
    {
        Flash.Success(Http, $"“{name}” is saved.");
        Navigation.NavigateTo(SiteUrl.EditProduct(Id));
    }
}
