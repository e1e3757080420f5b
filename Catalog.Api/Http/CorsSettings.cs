namespace Catalog.Api.Http;

/// <summary>Which sites' pages may call the API from a browser. Section <c>Cors</c>.</summary>
internal sealed class CorsSettings
{
    public const string Section = "Cors";

    /// <summary>Origins such as <c>https://shop.example</c>, or <c>*</c> for all, who then may only read. Default none.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Whether an answer to the origin's pages says so.</summary>
    public bool Allows(string origin) => Origins.Contains("*") || Origins.Contains(origin);
}
