using System.CommandLine;
using AspireCache.Mutation;

var target = new Argument<string>("target") { Description = $"What to change: {string.Join(", ", Target.All.Select(static each => each.Name))}." };
target.AcceptOnlyFromAmong([.. Target.All.Select(static each => each.Name)]);
var most = new Option<int>("--most") { Description = "How many mutants, of those not tried yet; all unless given. With 0 it tells the results so far.", DefaultValueFactory = static _ => int.MaxValue };
var seed = new Option<int>("--seed") { Description = "Decides the order, and so which they are.", DefaultValueFactory = static _ => 1 };
var again = new Option<bool>("--again") { Description = "Tries those again that survived or timed out: with other tests, more seeds of the simulation, or a quieter machine." };
var root = new Option<string>("--root") { Description = "The repository.", DefaultValueFactory = static _ => "." };
var command = new RootCommand("Changes one thing at a time in the library and sees whether a test notices. The test projects must be built (Debug). Results are kept, and a run goes on where the last one ended.")
{
    target, most, seed, again, root,
};
command.SetAction(parsed => Run.All(
    Array.Find(Target.All, each => each.Name == parsed.GetValue(target))!, parsed.GetValue(most), parsed.GetValue(seed), parsed.GetValue(again), Path.GetFullPath(parsed.GetValue(root)!)));
return command.Parse(args).Invoke();
