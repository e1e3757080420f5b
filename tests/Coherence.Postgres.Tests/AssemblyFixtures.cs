using AspireCache.TestSupport;

[assembly: AssemblyFixture(typeof(TestServers))]
