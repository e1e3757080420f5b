using System.Text.Json;

namespace Web.Frontend.Api;

/// <summary>Enumeration values as the API and the storefront's addresses and forms write them: <c>price_asc</c>.</summary>
public static class WireName
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value of that name, or null when there is none.</summary>
    public static T? Find<T>(string? name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == name)
                return value;
        }

        return null;
    }
}
