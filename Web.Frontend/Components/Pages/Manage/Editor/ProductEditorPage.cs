using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Editing;
using Web.Frontend.Errors;
using Web.Frontend.Security;

namespace Web.Frontend.Components.Pages.Manage.Editor;

/// <summary>What making and changing a product share: reading the form, and telling what went wrong without losing what was typed.</summary>
public abstract class ProductEditorPage : CatalogPage
{
    /// <summary>The form's name.</summary>
    protected const string FormName = "product";

    [SupplyParameterFromForm(FormName = FormName)]
    public ProductEdit? Edit { get; set; }

    /// <summary>What is wrong with the form.</summary>
    protected FieldErrors Errors { get; private set; } = new();

    /// <summary>Why saving failed for another reason; null when it did not.</summary>
    protected string? Failure { get; set; }

    [Inject]
    private protected ProductEditorClient Editor { get; set; } = default!;

    [Inject]
    private protected Flash Flash { get; set; } = default!;

    /// <summary>What the form says; null where it cannot be sent, or where the button pressed was not for saving.</summary>
    protected ProductInput? ReadForm(ProductEdit edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        if (edit.Action == ProductEdit.AddAttributes)
        {
            edit.AddBlankRows();
            return null;
        }

        if (ProductFormReader.Read(edit.Product, Errors) is { } input)
            return input;

        Http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return null;
    }

    /// <summary>Runs <paramref name="save"/>; a failure is shown on the page, with the form as it was sent.</summary>
    protected async Task SaveAsync(ProductEdit edit, Func<Task> save)
    {
        ArgumentNullException.ThrowIfNull(edit);
        ArgumentNullException.ThrowIfNull(save);
        try
        {
            await save();
        }
        catch (CatalogProblemException e)
        {
            edit.RenewKey(); // The corrected form is another request.
            Show(e.Problem);
        }
        catch (CatalogException e)
        {
            // Whether it was saved is unknown: the same key, sent again, cannot make a second product.
            Failure = e is CatalogBusyException
                ? "Not saved: too many requests from your address. Your text is still here; save again in a moment."
                : "The catalogue did not answer, so this may not be saved. Your text is still here; save again in a moment.";
            Http.Response.StatusCode = ErrorStatus.Of(e);
        }
    }

    private void Show(CatalogProblem problem)
    {
        Errors = FieldErrors.Of(problem.Errors);
        if (Errors.IsEmpty)
        {
            Failure = problem.Status == StatusCodes.Status401Unauthorized
                ? "Not saved: the catalogue does not accept this server's write token. Catalog:WriteToken has to be the same for both."
                : $"Not saved: {problem.Message}";
        }

        Http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }
}
