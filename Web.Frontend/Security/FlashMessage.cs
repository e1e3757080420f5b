namespace Web.Frontend.Security;

/// <summary>What happened before the redirection.</summary>
/// <param name="IsSuccess">Whether it went well.</param>
/// <param name="Text">In one or two sentences.</param>
public sealed record FlashMessage(bool IsSuccess, string Text);
