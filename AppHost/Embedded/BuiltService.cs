using System.Reflection;

namespace AspireCache.AppHost.Embedded;

/// <summary>Where the build left a service, as AppHost.csproj recorded it.</summary>
internal sealed record BuiltService(string Assembly, string Folder)
{
    /// <summary>The root of the repository that this was built in.</summary>
    public static string Repository { get; } = Read("Repository");

    public static BuiltService Find(string name) => new(Read($"Service:{name}:Assembly"), Read($"Service:{name}:Folder"));

    private static string Read(string key) =>
        typeof(BuiltService).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value
        ?? throw new StackException($"This build of AppHost does not say '{key}'. Build it again: dotnet build AppHost");
}
