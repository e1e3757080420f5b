namespace Catalog.Api.Pictures;

/// <summary>Something to draw: shapes in a box of 200 by 200, coloured through placeholders.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Words">The words it is drawn for.</param>
/// <param name="Shapes">SVG elements.</param>
internal sealed record Motif(string Name, string[] Words, string Shapes);
