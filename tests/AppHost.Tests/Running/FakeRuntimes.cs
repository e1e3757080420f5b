using AspireCache.AppHost.Setup;
using AspireCache.TestSupport;

namespace AspireCache.AppHost.Tests.Running;

/// <summary>Stand-ins for Docker and Podman, as shell scripts, whose engines fail.</summary>
internal static class FakeRuntimes
{
    /// <summary>A client without an engine.</summary>
    public const string NoEngine = "exit 1";

    /// <summary>A runtime whose engine says its version and does nothing else.</summary>
    public const string OnlySaysItsVersion = """
        if [ "$1" = version ]; then echo 4.3.1; else exit 125; fi
        """;

    /// <summary>A Podman that does everything but make a container, since it cannot pull the image.</summary>
    public const string HasNoImages = """
        case "$1 $2" in
          version*) echo 4.3.1 ;;
          'network create') for name; do :; done; echo "$name" | tee "$0.network" ;;
          'network inspect') printf '[{"name":"%s","id":"7f15a2c41fe74d3d","driver":"bridge","created":"2026-01-01T00:00:00Z","subnets":[{"subnet":"10.89.0.0/24","gateway":"10.89.0.1"}],"dns_enabled":true}]\n' "$(cat "$0.network")" ;;
          'volume create') for name; do :; done; echo "$name" ;;
          'volume inspect') for name; do :; done; printf '[{"Name":"%s","Driver":"local","Mountpoint":"/","CreatedAt":"2026-01-01T00:00:00Z","Labels":{},"Scope":"local","Options":{}}]\n' "$name" ;;
          events*) exec sleep 60 ;;
          create* | 'container inspect') echo 'Error: the registry does not answer' >&2; exit 125 ;;
        esac
        """;

    /// <summary>The environment in which a program finds these scripts instead of Docker and Podman.</summary>
    public static Dictionary<string, string> Create(TemporaryFolder parent, string docker = NoEngine, string podman = NoEngine)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent.Path, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var (name, lines) in ((string, string)[])[("docker", docker), ("podman", podman)])
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, $"#!/bin/sh\n{lines}\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new() { ["PATH"] = folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"), [ContainerRuntime.Variable] = "" };
    }
}
