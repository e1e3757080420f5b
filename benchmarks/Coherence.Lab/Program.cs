using AspireCache.Coherence.Lab;
using AspireCache.Coherence.Lab.Nodes;
using AspireCache.Coherence.Lab.Writers;

// The lab starts its nodes and writers as processes of the same program.
return args switch
{
    [NodeProgram.Verb, var settings] => await NodeProgram.RunAsync(settings),
    [WriterProgram.Verb, var settings] => await WriterProgram.RunAsync(settings),
    _ => await LabCommand.Create().Parse(args).InvokeAsync(),
};
