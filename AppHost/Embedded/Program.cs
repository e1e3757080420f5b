using AspireCache.AppHost.Embedded;

return await StackCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
