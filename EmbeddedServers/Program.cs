using AspireCache.EmbeddedServers.Launching;

return await LauncherCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
