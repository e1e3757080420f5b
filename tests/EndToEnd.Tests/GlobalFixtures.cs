using AspireCache.EndToEnd.Tests.Browser;
using AspireCache.EndToEnd.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(StackFixture))]
[assembly: AssemblyFixture(typeof(BrowserFixture))]
