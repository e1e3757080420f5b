namespace Web.Frontend.Tests.Fakes;

/// <summary>A request that the fake API got.</summary>
public sealed record RecordedRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers);
