using System.Globalization;
using AspireCache.Http.Peers;
using AspireCache.Http.Peers.Checking;
using AspireCache.Http.Peers.Serving;

// Connection strings and lifetimes come from the environment: ConnectionStrings__catalogdb, ConnectionStrings__cache, PEER_SECONDS.
switch (args)
{
    case ["database", var folder, .. var databases]:
        await Database.RunAsync(folder, databases);
        return 0;
    case ["bare", var port, var file]:
        await Peers.Bare(Number(port), await File.ReadAllBytesAsync(file)).RunAsync();
        return 0;
    case ["hybrid", var port]:
        await Peers.Hybrid(Number(port)).RunAsync();
        return 0;
    case ["output-memory", var port]:
        await Peers.OutputMemory(Number(port)).RunAsync();
        return 0;
    case ["output-redis", var port]:
        await Peers.OutputRedis(Number(port)).RunAsync();
        return 0;
    case ["check", var address, var ids, var seconds, var connections]:
        await using (var check = await StalenessCheck.CreateAsync(address, await File.ReadAllLinesAsync(ids)))
            Console.WriteLine(await check.RunAsync(TimeSpan.FromSeconds(Number(seconds)), Number(connections)));
        return 0;
    case ["load", var address, var ids, var seconds, var rate]:
        using (var load = new SteadyLoad(address, [.. (await File.ReadAllLinesAsync(ids)).Select(static line => line.Split('\t')[0])], Number(rate)))
            foreach (var line in await load.RunAsync(TimeSpan.FromSeconds(Number(seconds))))
                Console.WriteLine(line);
        return 0;
    default:
        await Console.Error.WriteLineAsync("""
            Http.Peers database FOLDER NAME...                  a private Postgres; writes FOLDER/connection.env, runs until SIGTERM
            Http.Peers bare PORT FILE                           the file's content as a constant
            Http.Peers hybrid|output-memory|output-redis PORT   products behind one of .NET's own caches
            Http.Peers check ADDRESS IDS SECONDS CONNECTIONS    reads and 1 % writes; prints how old answers were, as JSON
            Http.Peers load ADDRESS IDS SECONDS RATE            reads at a steady rate; prints time, microseconds and status of each
            """);
        return 1;
}

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
