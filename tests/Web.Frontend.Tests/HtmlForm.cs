using System.Net;
using System.Text.RegularExpressions;

namespace Web.Frontend.Tests;

/// <summary>A form of a page, read as a browser would, as far as these pages need it.</summary>
internal sealed partial record HtmlForm(string? Action, List<KeyValuePair<string, string>> Fields)
{
    public static HtmlForm Find(string html, string? action)
    {
        foreach (Match match in Form().Matches(html))
        {
            var attributes = match.Groups["attributes"].Value;
            var own = Attribute(attributes, "action");
            if (Attribute(attributes, "method") == "post" && (action is null || own == action))
                return new HtmlForm(own, [.. FieldsOf(match.Groups["content"].Value)]);
        }

        throw new InvalidOperationException($"No form posts to {action ?? "anywhere"}.");
    }

    public IEnumerable<KeyValuePair<string, string>> With(IEnumerable<(string Name, string Value)> fields)
    {
        var overlay = fields.ToList();
        return Fields.Where(own => !overlay.Exists(other => other.Name == own.Key))
            .Concat(overlay.Select(field => KeyValuePair.Create(field.Name, field.Value)));
    }

    public static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $@"(?:^|\s){Regex.Escape(name)}(?:=""(?<value>[^""]*)"")?(?=[\s/>]|$)");
        return match.Success ? WebUtility.HtmlDecode(match.Groups["value"].Value) : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(string content)
    {
        foreach (Match match in Field().Matches(content))
        {
            var tag = match.Groups["tag"].Value;
            if (Attribute(tag, "name") is not { } name)
                continue;

            var kind = match.Groups["kind"].Value;
            var isChoice = Attribute(tag, "type") is "radio" or "checkbox";
            if (kind == "textarea")
                yield return new(name, WebUtility.HtmlDecode(match.Groups["text"].Value));
            else if (kind == "select")
                yield return new(name, SelectedOf(match.Groups["text"].Value));
            else if (!isChoice || Attribute(tag, "checked") is not null)
                yield return new(name, Attribute(tag, "value") ?? (isChoice ? "on" : ""));
        }
    }

    private static string SelectedOf(string options)
    {
        var all = Option().Matches(options).Select(match => match.Groups["tag"].Value).ToList();
        var chosen = all.Find(tag => Attribute(tag, "selected") is not null) ?? all.FirstOrDefault() ?? "";
        return Attribute(chosen, "value") ?? "";
    }

    [GeneratedRegex("<form(?<attributes>[^>]*)>(?<content>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<(?<kind>input)(?<tag>[^>]*)>|<(?<kind>textarea|select)(?<tag>[^>]*)>(?<text>.*?)</\\k<kind>>", RegexOptions.Singleline)]
    private static partial Regex Field();

    [GeneratedRegex("<option(?<tag>[^>]*)>")]
    private static partial Regex Option();
}
