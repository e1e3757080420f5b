namespace Web.Frontend.Editing;

/// <summary>A field that somebody else changed while it was being edited.</summary>
/// <param name="Field">The field.</param>
/// <param name="Original">What was in it when the editing began.</param>
/// <param name="Mine">What this user has.</param>
/// <param name="Theirs">What is saved now.</param>
/// <param name="Both">Whether both changed it, differently: then nobody but the user can say which is right.</param>
public sealed record FieldConflict(ProductField Field, string Original, string Mine, string Theirs, bool Both);
