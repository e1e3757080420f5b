using System.Text.Json.Nodes;

namespace Catalog.Api.Products.Writing;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>
    /// <paramref name="target"/> as <paramref name="patch"/> says: null removes a member, an object goes into the one that is
    /// there, anything else replaces. Changes <paramref name="target"/> where it is an object.
    /// </summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();

        var result = target as JsonObject ?? [];
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                result.Remove(name);
                continue;
            }

            // A node has one parent, so what is merged in place leaves its own first.
            result.Remove(name, out var present);
            result[name] = Apply(present, change);
        }

        return result;
    }
}
