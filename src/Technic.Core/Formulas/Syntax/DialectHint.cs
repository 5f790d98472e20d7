namespace Technic.Core.Formulas.Syntax;

/// <summary>How a name of another tool is written here.</summary>
/// <param name="Ours">What a message shows, e.g. <c>a crosses above b</c>.</param>
/// <param name="Calls">
/// What replaces the name with its arguments, by their number: the first one whose arguments <c>{0}</c>, <c>{1}</c>, … are as many. With
/// <c>{!1}</c> an argument stands without its sign, with <c>{}</c> the arguments are dropped. Empty if the arguments stay as they are.
/// </param>
internal sealed record DialectHint(string Ours, params IReadOnlyList<string> Calls)
{
    /// <summary>Whether <see cref="Ours"/> can replace the name alone.</summary>
    public bool IsWord => Calls.Count == 0 && Ours.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '(' or ')' or '.' or ',' or ' ');

    /// <summary>What can replace the name, or the name with its arguments.</summary>
    public IReadOnlyList<string> Replacements => Calls.Count > 0 ? Calls : IsWord ? [Ours] : [];
}
