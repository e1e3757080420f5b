namespace Catalog.Api.Pictures;

/// <summary>Colours that go together; every picture brings its own background, so that it looks the same on light and dark pages.</summary>
/// <param name="Sky">The background above.</param>
/// <param name="Earth">The background below.</param>
/// <param name="Halo">What stands behind the motif.</param>
/// <param name="Main">The motif's body.</param>
/// <param name="Dark">Its dark parts and lines.</param>
/// <param name="Light">Its light parts.</param>
/// <param name="Accent">What catches the eye.</param>
internal sealed record Palette(string Sky, string Earth, string Halo, string Main, string Dark, string Light, string Accent)
{
    public static IReadOnlyList<Palette> All { get; } =
    [
        new("#fbeee0", "#f4d9bd", "#f9c784", "#d9634c", "#5b2a28", "#fff3e4", "#f2a541"),
        new("#e4eef7", "#c3d9ec", "#9cc4e4", "#2f6690", "#16324f", "#eef6fc", "#f2b134"),
        new("#e7f2e4", "#c9e2c4", "#a8d5a2", "#4a8f5b", "#1f4d36", "#f2fbef", "#f0a65a"),
        new("#f3eaf7", "#dfcbea", "#cbb2de", "#7d5ba6", "#3b2457", "#faf4ff", "#f28482"),
        new("#fdecec", "#f8cfd0", "#f5a9a9", "#c8553d", "#5a1f2b", "#fff4f1", "#588b8b"),
        new("#e6f4f3", "#bfe0dd", "#8fcac5", "#287a78", "#123f43", "#f0fbfa", "#ee8959"),
        new("#fff6d9", "#f8e5a5", "#f6d365", "#d48a1f", "#5a3b0c", "#fffbe9", "#4f7cac"),
        new("#ecebf9", "#cfcdf0", "#aeaae6", "#4f51a3", "#25265c", "#f5f4ff", "#ffb26b"),
        new("#f0efe9", "#dad6c8", "#c4bca4", "#7a6c5d", "#383027", "#fbfaf5", "#d1603d"),
        new("#eaf3ea", "#d0dfc6", "#b7cc9b", "#6b8e3d", "#33451c", "#f8fbf0", "#c8553d"),
        new("#fdeaf3", "#f6c7de", "#ee9fc4", "#b8447f", "#55193c", "#fff3f9", "#3f9c9c"),
        new("#e8eef1", "#c8d5db", "#a4bac4", "#49697a", "#1f323d", "#f3f8fa", "#e4b33c"),
    ];
}
