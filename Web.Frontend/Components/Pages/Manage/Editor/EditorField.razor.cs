using Microsoft.AspNetCore.Components;

namespace Web.Frontend.Components.Pages.Manage.Editor;

public sealed partial class EditorField
{
    /// <summary>The field's name in errors; its id.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    /// <summary>The name it is sent by.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public string? InputMode { get; set; }

    [Parameter]
    public int? MaxLength { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool Multiline { get; set; }

    [Parameter]
    public IReadOnlyList<string> Messages { get; set; } = [];

    private string HintId => Key + "-hint";

    private string ErrorId => Key + "-error";

    private string? Invalid => Messages.Count > 0 ? "true" : null;

    private string? DescribedBy => (Hint is not null, Messages.Count > 0) switch
    {
        (true, true) => $"{HintId} {ErrorId}",
        (true, false) => HintId,
        (false, true) => ErrorId,
        _ => null,
    };
}
