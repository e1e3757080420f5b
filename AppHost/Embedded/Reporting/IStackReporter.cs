namespace AspireCache.AppHost.Embedded.Reporting;

/// <summary>Hears what happens to a stack. Called from several threads.</summary>
public interface IStackReporter
{
    /// <summary>A resource came to another state.</summary>
    /// <param name="resource">Its name.</param>
    /// <param name="state">The state.</param>
    /// <param name="detail">Its address, or what happened; may be empty.</param>
    void Changed(string resource, ResourceState state, string detail);

    /// <summary>A resource printed a line.</summary>
    /// <param name="resource">Its name.</param>
    /// <param name="line">The line, without its end.</param>
    void Printed(string resource, string line);
}
