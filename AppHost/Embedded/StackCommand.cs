using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AspireCache.AppHost.Embedded.Reporting;

namespace AspireCache.AppHost.Embedded;

/// <summary>The command line: <c>dotnet run --project AppHost -- --help</c> explains it.</summary>
internal static class StackCommand
{
    private const int Failure = 1;

    public static RootCommand Create()
    {
        var webPort = PortOption("--web-port", $"Port of the storefront. Default: {StackPorts.Web} if it is free, else any.");
        var apiPort = PortOption("--api-port", $"Port of the API; replicas take the next ones. Default: {StackPorts.Api} if it is free, else any.");
        var postgresPort = PortOption("--postgres-port", "Port of Postgres. Default: any free one.");
        var redisPort = PortOption("--redis-port", "Port of Redis. Default: any free one.");
        var data = new Option<string>("--data") { Description = "Folder that keeps the stack's data. Default: artifacts/stacks/default; a second run beside the first takes default-2.", HelpName = "folder" };
        var fresh = new Option<bool>("--fresh") { Description = "Throw away the data of earlier runs in that folder first." };
        var noSample = new Option<bool>("--no-sample-data") { Description = "Leave an empty catalogue empty." };
        var replicas = new Option<int>("--replicas") { Description = $"How many processes serve the API, 1 to {StackOptions.MaxApiReplicas}.", DefaultValueFactory = _ => 1, HelpName = "count" };
        replicas.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var count) && count is < 1 or > StackOptions.MaxApiReplicas)
                result.AddError($"--replicas takes a number from 1 to {StackOptions.MaxApiReplicas}, not {count}.");
        });
        var postgres = new Option<string>("--postgres") { Description = "Folder with the Postgres server programs (postgres, initdb, pg_ctl). Default: searched for.", HelpName = "folder" };

        var command = new RootCommand(
            "Runs the whole application on this machine: Postgres, Redis, the Catalog API and the storefront. Ctrl+C stops it; the data stays for the next run.")
        {
            webPort, apiPort, postgresPort, redisPort, data, fresh, noSample, replicas, postgres,
        };
        command.SetAction((parsed, _) => RunAsync(new StackOptions
        {
            WebPort = parsed.GetValue(webPort),
            ApiPort = parsed.GetValue(apiPort),
            PostgresPort = parsed.GetValue(postgresPort),
            RedisPort = parsed.GetValue(redisPort),
            DataFolder = parsed.GetValue(data),
            Fresh = parsed.GetValue(fresh),
            SampleData = !parsed.GetValue(noSample),
            ApiReplicas = parsed.GetValue(replicas),
            PostgresBinaries = parsed.GetValue(postgres),
        }));
        return command;
    }

    private static Option<int?> PortOption(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "port" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var port) && port is < 1 or > 65535)
                result.AddError($"{name} takes a port from 1 to 65535, not {port}.");
        });
        return option;
    }

    private static async Task<int> RunAsync(StackOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);

        var console = ConsoleReporter.ForStandardOutput();
        var elapsed = Stopwatch.StartNew();
        try
        {
            await using var stack = await EmbeddedStack.StartAsync(options, console, stop.Token);
            Welcome(stack, console, elapsed.Elapsed);
            await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            console.Write("Stopping …");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            console.Write("Stopped before it was ready.");
        }
        catch (StackException e)
        {
            console.Write("");
            await Console.Error.WriteLineAsync(e.Message);
            return Failure;
        }

        return 0;

        void OnSignal(PosixSignalContext context)
        {
            // Once asks; twice insists: the guard then ends the children.
            if (stop.IsCancellationRequested) return;
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static void Welcome(EmbeddedStack stack, ConsoleReporter console, TimeSpan elapsed)
    {
        console.Write("");
        console.Write(string.Create(CultureInfo.InvariantCulture, $"AspireCache is ready after {elapsed.TotalSeconds:0.0} s."));
        console.Write($"  Storefront   {stack.WebAddress}");
        console.Write($"  Management   {new Uri(stack.WebAddress, $"sign-in?token={stack.WriteToken}")}");
        console.Write($"  API          {new Uri(stack.ApiAddresses[0], "docs")}");
        console.Write($"  Write token  {stack.WriteTokenFile}");
        console.Write($"  Data         {stack.DataFolder}");
        console.Write("Press Ctrl+C to stop.");
        console.Write("");
    }
}
