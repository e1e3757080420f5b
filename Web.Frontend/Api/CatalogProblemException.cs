namespace Web.Frontend.Api;

/// <summary>The API refused the request, and said why.</summary>
public sealed class CatalogProblemException(CatalogProblem problem) : CatalogException(problem.Message)
{
    /// <summary>What the API said.</summary>
    public CatalogProblem Problem { get; } = problem;
}
